import type { Command } from 'commander';
import { NAMESPACES, RUN_OUTCOMES, type RunFilter, type WrongRun } from '../../sdk/index.ts';
import { connect, type GlobalOptions, globalsOf } from '../connect.ts';
import type { Screen } from '../io.ts';
import { errorText, moment, table } from '../show.ts';
import { oneOf, readInteger, readMoment, someOf } from '../values.ts';

/** `ductape runs` */
export function addRuns(program: Command, screen: Screen): void {
  program
    .command('runs')
    .description('executions that went wrong, of all jobs, newest first')
    .option('--outcome <outcomes>', `by comma: ${RUN_OUTCOMES.join(', ')}`, someOf(...RUN_OUTCOMES))
    .option('--namespace <namespace>', NAMESPACES.join(', '), oneOf(...NAMESPACES))
    .option('--target <text>', 'what their jobs call, such as payments:charge')
    .option('--error <code>', 'runs that failed with this code, such as TIMEOUT')
    .option('--from <moment>', 'went wrong at or after: ISO 8601 or Unix ms', readMoment)
    .option('--to <moment>', 'went wrong at or before', readMoment)
    .option('--limit <executions>', 'in a page, at most 100', readInteger, 50)
    .option('--cursor <cursor>', 'of the page before')
    .action(async (options: RunFilter, self: Command) => {
      const { product, env } = self.optsWithGlobals<GlobalOptions>();
      const asked = Object.entries({ ...options, product, env }).filter(([, value]) => value !== undefined);
      const page = await connect(self).jobs.listRuns(Object.fromEntries(asked));
      if (globalsOf(self).json) return screen.out(JSON.stringify(page));
      screen.out(page.runs.length > 0 ? runTable(page.runs) : 'Nothing went wrong.');
      if (page.cursor !== undefined) screen.out(`More: --cursor ${page.cursor}`);
    });
}

function runTable(runs: readonly WrongRun[]): string {
  const rows = runs.map((run) => [
    moment(run.at),
    run.outcome,
    run.job_id,
    run.name ?? run.target,
    `${run.product}/${run.env}`,
    moment(run.occurrence),
    run.error ? errorText(run.error) : whyOf(run),
  ]);
  return table(['AT', 'OUTCOME', 'JOB', 'TARGET', 'PRODUCT', 'DUE', 'WHY'], rows);
}

/** Why occurrences were skipped, and how many. */
const whyOf = ({ reason, count, detail }: WrongRun) =>
  [reason, count && `x${count}`, detail].filter((each) => each !== undefined).join(' ');
