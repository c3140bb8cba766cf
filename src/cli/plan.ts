import type { Command } from 'commander';
import { secretsRedactor, withoutSecrets } from '../domain/redact.ts';
import { stateFolder } from '../platform/places.ts';
import { program } from '../platform/program.ts';
import { varOption, type Vars } from './vars.ts';

export function addPlan(root: Command): void {
  root
    .command('plan <file>')
    .description('say what a run would do, how it would be restored, and how long a breach could last; touches nothing')
    .addOption(varOption())
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  firedrill plan experiments/shop/slow-payments.yaml')
    .action(async (file: string, options: { var: Vars; json?: true }) => {
      const [{ planFile }, { showPlan }, { knownBefore }, { lookAtState }] = await Promise.all([
        import('../planning/plan-file.ts'),
        import('./show-plan.ts'),
        import('../engine/permission.ts'),
        import('../record/tolerant-state.ts'),
      ]);
      const planned = await planFile(file, { vars: options.var, env: program.environment(), rehearsal: false, seed: 0 });
      if (planned.kind === 'invalid') {
        program.talk(planned.text.trimEnd());
        return program.endWith(2);
      }
      const refusals = await knownBefore(planned.plan, { env: program.env, ...lookAtState(stateFolder()) });
      const { experiment, faults, detection, production, secrets } = planned.plan;
      const redact = secretsRedactor(secrets);
      const json = (): string => JSON.stringify(withoutSecrets({ experiment, production, faults, detection, refusals }, redact), null, 2);
      program.print(options.json === true ? json() : redact(showPlan(planned.plan, refusals)));
      program.endWith(refusals.length === 0 ? 0 : 4);
    });
}
