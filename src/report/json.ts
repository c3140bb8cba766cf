/** `report.json`: the view for programs. Values are in canonical units: ms, 0..1, per second, bytes; times are ms since the run started. */
import type { FaultView, RunView, SliView } from './view.ts';

/** Moves when a key changes its meaning or goes; new keys may come at any time. */
const reportVersion = 1;

/** The report as JSON text, the same for the same record. */
export function reportJson(view: RunView): string {
  const { started, verdict } = view;
  const { outcome, exitCode, because, expectations, refusals, halt, recovery, remarks } = verdict;
  const report = {
    schemaVersion: reportVersion,
    run: started.run,
    experiment: { name: started.experiment, hypothesis: started.hypothesis, ...about(view) },
    outcome,
    exitCode,
    because,
    expectations,
    ...(halt === undefined ? {} : { halt }),
    ...(recovery === undefined ? {} : { recovery }),
    refusals,
    faults: view.faults.map(faultJson),
    slis: view.slis.map(sliJson),
    detection: view.detection,
    checks: view.checks,
    remarks,
    ...times(view),
    reproduce: { file: started.file, seed: started.seed, vars: started.vars },
    versions: started.versions,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function about({ started: { owner, runbook, tags, links, file, environment, production, rehearsal } }: RunView): object {
  return { owner, runbook, tags, links, file, environment, production, rehearsal };
}

function times({ started, finished, finishedBy, lasted }: RunView): object {
  return { startedAt: started.wall, finishedAt: finished, finishedBy, lasted };
}

function faultJson({ result, facts, plan }: FaultView): object {
  return { ...result, type: facts?.type, effect: facts?.effect, healsByItself: facts?.healsByItself, summary: facts?.summary, restores: plan?.restores };
}

function sliJson({ facts, seen, noBaseline }: SliView): object {
  return { ...seen, probe: facts.probe, dimension: facts.unit.dimension, every: facts.every, judged: facts.judged, noBaseline };
}
