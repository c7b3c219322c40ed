import type { Command } from 'commander';
import { defined } from '../../contract/plain-data.ts';
import { EXECUTION_OUTCOMES, type HistoryPage } from '../../sdk/index.ts';
import { connect, globalsOf } from '../connect.ts';
import { type FilterOptions, filterOf, withFilter } from '../filter-options.ts';
import type { Screen } from '../io.ts';
import { executionTable, jobCard, jobTable, moment, runsIn } from '../show.ts';
import { readInteger, readMoment, someOf } from '../values.ts';

interface ListOptions {
  limit: number;
  cursor?: string;
  query?: string;
  overdue?: true;
}

interface Single {
  occurrence?: number | string;
}

/** `ductape list`, `get` and `history` */
export function addLooks(program: Command, screen: Screen): void {
  const list = program
    .command('list')
    .description('jobs, newest first')
    .option('--limit <jobs>', 'in a page, at most 100', readInteger, 50)
    .option('--cursor <cursor>', 'of the page before')
    .option('-q, --query <text>', 'what their names or targets begin with, or an id')
    .option('--overdue', 'only jobs of which something should have begun and nothing came');
  withFilter(list).action(async (options: FilterOptions & ListOptions, self: Command) => {
    const { limit, cursor, query: q, overdue } = options;
    const filter = { ...filterOf(globalFilter(self)), limit, ...defined({ cursor, q, overdue }) };
    const page = await connect(self).jobs.list(filter);
    if (globalsOf(self).json) return screen.out(JSON.stringify(page));
    screen.out(page.jobs.length > 0 ? jobTable(page.jobs) : 'No jobs.');
    if (page.cursor !== undefined) screen.out(`More: --cursor ${page.cursor}`);
  });

  program
    .command('get')
    .description('one job')
    .argument('<id>')
    .action(async (id: string, _options: object, self: Command) => {
      const job = await connect(self).jobs.get(id);
      screen.out(globalsOf(self).json ? JSON.stringify(job) : jobCard(job));
    });

  program
    .command('history')
    .description('what came of each occurrence, newest first')
    .argument('<id>')
    .option(
      '--outcome <outcomes>',
      `by comma: ${EXECUTION_OUTCOMES.join(', ')}`,
      someOf(...EXECUTION_OUTCOMES),
    )
    .option('--from <moment>', 'due at or after: ISO 8601 or Unix ms', readMoment)
    .option('--to <moment>', 'due at or before', readMoment)
    .option('--limit <executions>', 'in a page, at most 100', readInteger, 50)
    .option('--cursor <cursor>', 'of the page before')
    .option('--occurrence <moment>', 'only what came of the one that was due then', readMoment)
    .action(async (id: string, options: HistoryPage & Single, self: Command) => {
      if (options.occurrence !== undefined) {
        const execution = await connect(self).jobs.getExecution(id, options.occurrence);
        return screen.out(globalsOf(self).json ? JSON.stringify(execution) : executionTable([execution]));
      }
      const history = await connect(self).jobs.getHistory(id, options);
      if (globalsOf(self).json) return screen.out(JSON.stringify(history));
      const { total_executions: total, successful_executions: good, failed_executions: bad } = history;
      screen.out(`${runsIn(total)}, ${good} completed, ${bad} failed`);
      if (history.next_attempt_at !== undefined) {
        screen.out(`a run is tried again at ${moment(history.next_attempt_at)}`);
      }
      screen.out(executionTable(history.executions));
      if (history.cursor !== undefined) screen.out(`More: --cursor ${history.cursor}`);
    });
}

/** The product and env of a filter are those of the command line only, not of the environment. */
function globalFilter(self: Command): FilterOptions {
  return self.optsWithGlobals<FilterOptions>();
}
