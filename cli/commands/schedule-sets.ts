import type { Command } from 'commander';
import type { DeclaredSchedules } from '../../contract/named-schedule.ts';
import { findEnv } from '../../core/config/find-resource.ts';
import type { AppliedSchedule, AppliedSchedules, Ductape } from '../../sdk/index.ts';
import { connect, globalsOf, scopeOf } from '../connect.ts';
import { UsageError } from '../failure.ts';
import type { Screen } from '../io.ts';
import { table } from '../show.ts';
import { readConfig } from './apply.ts';

interface SetOptions {
  config: string;
  dryRun?: boolean;
  yes?: boolean;
}

/** What a person asks for, and whether only what is not declared any more is ended. */
const COMMANDS = {
  apply: { prune: false, description: 'make the schedules from code exactly those of the config' },
  prune: { prune: true, description: 'end the schedules from code that the config no longer has' },
};

/** `ductape schedules diff`, `apply` and `prune` */
export function addScheduleSets(schedules: Command, screen: Screen): void {
  schedules
    .command('diff')
    .description('what apply would do with the schedules of the config')
    .option('--config <path>', '.ts or .json', 'ductape.config.ts')
    .action(async (options: SetOptions, self: Command) => {
      const set = await readSet(options, self);
      tell(await connect(self).schedules.apply({ ...set, dry_run: true }), self, screen);
    });
  for (const [name, { prune, description }] of Object.entries(COMMANDS)) {
    schedules
      .command(name)
      .description(description)
      .option('--config <path>', '.ts or .json', 'ductape.config.ts')
      .option('--dry-run', 'only show it')
      .option('--yes', 'end schedules without asking')
      .action(async (options: SetOptions, self: Command) => {
        const set = { ...(await readSet(options, self)), prune };
        const ductape = connect(self);
        if (options.dryRun)
          return tell(await ductape.schedules.apply({ ...set, dry_run: true }), self, screen);
        if (!options.yes) await confirmEnds(set, ductape, screen);
        tell(await ductape.schedules.apply(set), self, screen);
      });
  }
}

interface Set {
  product: string;
  env: string;
  schedules: DeclaredSchedules;
}

/** @throws UsageError without a product and env, or for a config that does not have them */
async function readSet({ config: file }: SetOptions, self: Command): Promise<Set> {
  const { product, env } = scopeOf(globalsOf(self));
  if (product === undefined || env === undefined)
    throw new UsageError(
      '--product and --env, or DUCTAPE_PRODUCT and DUCTAPE_ENV, say whose schedules are meant',
    );
  const config = await readConfig(file);
  try {
    return { product, env, schedules: findEnv(config, { product, env }).schedules ?? {} };
  } catch (error) {
    throw new UsageError(`${file}: ${error instanceof Error ? error.message : error}`);
  }
}

/** @throws Error when a person says no to the end of schedules; UsageError where there is no terminal to ask at */
async function confirmEnds(set: Set, ductape: Ductape, screen: Screen): Promise<void> {
  const { schedules } = await ductape.schedules.apply({ ...set, dry_run: true });
  const ended = schedules.filter(({ outcome }) => outcome === 'ended').map(({ name }) => name);
  if (ended.length === 0) return;
  const question = `End ${ended.join(', ')} of ${set.product} in ${set.env}?`;
  const isMeant = await screen.confirm(question);
  if (isMeant === undefined)
    throw new UsageError(`${question} There is no terminal to ask at: say --yes. Nothing was changed.`);
  if (!isMeant) throw new Error('Nothing was changed.');
}

/** @throws Error when a schedule was refused */
function tell(applied: AppliedSchedules, self: Command, screen: Screen): void {
  const { schedules } = applied;
  screen.out(globalsOf(self).json ? JSON.stringify(applied) : described(applied));
  const failed = schedules.filter(({ outcome }) => outcome === 'failed');
  if (failed.length > 0) throw new Error(`Refused: ${failed.map(({ name }) => name).join(', ')}.`);
}

function described({ schedules, dry_run }: AppliedSchedules): string {
  const left = schedules.filter(({ outcome }) => outcome === 'unchanged').length;
  const rows = schedules.filter(({ outcome }) => outcome !== 'unchanged').flatMap(rowsOf);
  const rest = `${left} unchanged${dry_run ? '. Nothing was changed.' : '.'}`;
  return rows.length === 0 ? rest : `${table(['NAME', 'OUTCOME', 'JOB'], rows)}\n${rest}`;
}

const rowsOf = ({ name, outcome, job_id = '', changes = [], error }: AppliedSchedule) => [
  [name, outcome, error?.message ?? job_id],
  ...changes.map(({ path, from = 'none', to = 'none' }) => ['', `  ${path}`, `${from} → ${to}`]),
];
