import type { Command } from 'commander';
import { defined } from '../../contract/plain-data.ts';
import { type Hold, type HoldScope, NAMESPACES } from '../../sdk/index.ts';
import { connect, type GlobalOptions, globalsOf, scopeOf } from '../connect.ts';
import { UsageError } from '../failure.ts';
import type { Screen } from '../io.ts';
import { moment, table } from '../show.ts';
import { oneOf, readMoment } from '../values.ts';

interface HoldOptions extends GlobalOptions {
  namespace?: HoldScope['namespace'];
  reason: string;
  until?: number | string;
  yes?: boolean;
}

/** `ductape pause-all`, `resume-all` and `holds` */
export function addHolds(program: Command, screen: Screen): void {
  withNamespace(program.command('pause-all'))
    .description(
      'nothing of a product and env starts by a schedule until resume-all; runs in flight continue',
    )
    .requiredOption('--reason <text>', 'shown with the jobs and in their histories')
    .option('--until <moment>', 'when jobs go on by themselves: ISO 8601, Unix ms, +30m', readMoment)
    .option('-y, --yes', 'do not ask')
    .action(async (_options: object, self: Command) => {
      const options = self.optsWithGlobals<HoldOptions>();
      const { namespace, reason, until } = options;
      await confirm(`Pause ${inWords(meant(options))}?`, options, screen);
      const hold = await connect(self).jobs.pauseAll({ reason, ...defined({ namespace, until }) });
      screen.out(globalsOf(self).json ? JSON.stringify(hold) : `Paused ${inWords(hold)}. ${endOf(hold)}`);
    });

  withNamespace(program.command('resume-all'))
    .description('end what pause-all with the same options has begun; what was paused by id stays so')
    .option('-y, --yes', 'do not ask')
    .action(async (_options: object, self: Command) => {
      const options = self.optsWithGlobals<HoldOptions>();
      await confirm(`Resume ${inWords(meant(options))}?`, options, screen);
      const { namespace } = options;
      const { holds } = await connect(self).jobs.resumeAll(defined({ namespace }));
      if (globalsOf(self).json) return screen.out(JSON.stringify({ holds }));
      screen.out(`No pause-all of ${inWords(meant(options))} is in force any more.`);
      if (holds.length > 0)
        screen.out(
          `Held there still, by others, each of which resume-all with its own options ends:\n${holdTable(holds)}`,
        );
    });

  program
    .command('holds')
    .description('what is held, and why, and the maintenance windows to come')
    .action(async (_options: object, self: Command) => {
      const plan = await connect(self).jobs.listHolds();
      if (globalsOf(self).json) return screen.out(JSON.stringify(plan));
      screen.out(plan.holds.length > 0 ? holdTable(plan.holds) : 'Nothing is held.');
      if (plan.planned.length > 0) screen.out(`Maintenance to come:\n${holdTable(plan.planned)}`);
    });
}

function withNamespace(command: Command): Command {
  return command.option('--namespace <namespace>', NAMESPACES.join(', '), oneOf(...NAMESPACES));
}

function meant(options: HoldOptions): HoldScope {
  return { ...scopeOf(options), ...defined({ namespace: options.namespace }) };
}

async function confirm(question: string, { yes }: HoldOptions, screen: Screen): Promise<void> {
  if (yes) return;
  const isMeant = await screen.confirm(question);
  if (isMeant === undefined)
    throw new UsageError(`${question} There is no terminal to ask at: say --yes. Nothing was changed.`);
  if (!isMeant) throw new Error('Nothing was changed.');
}

function inWords({ product = 'all products', env = 'all envs', namespace }: HoldScope): string {
  return `all jobs${namespace === undefined ? '' : ` of ${namespace}`} of ${product} in ${env}`;
}

const endOf = ({ until }: Hold) =>
  until === undefined ? 'resume-all ends it.' : `It ends at ${moment(until)}, or by resume-all.`;

function holdTable(holds: readonly Hold[]): string {
  const rows = holds.map(({ product = '*', env = '*', namespace = '*', reason, since, until, by = '-' }) => [
    `${product}/${env}`,
    namespace,
    moment(since),
    moment(until),
    by,
    reason,
  ]);
  return table(['PRODUCT', 'NAMESPACE', 'SINCE', 'UNTIL', 'BY', 'REASON'], rows);
}
