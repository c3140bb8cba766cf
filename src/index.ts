/** What a team may import: experiments as modules, and the types of kinds, events and verdicts. */
export { defineExperiment } from './experiment/define.ts';
export type { ExperimentInput } from './experiment/spelling.ts';
export type { Experiment } from './domain/experiment.ts';
export type { Event } from './domain/events.ts';
export type { Verdict, Outcome } from './domain/verdict.ts';
export { exitCodes } from './domain/verdict.ts';
export { defineInjector } from './injectors/define.ts';
export type { Injector, InjectorKind } from './ports/injector.ts';
export type { ProbeKind, ProbeSession, Opener } from './ports/probe.ts';
