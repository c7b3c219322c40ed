import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { visibleLine } from '../../core/text/visible.ts';
import type { Execution, Job } from '../../sdk/index.ts';
import { connect, globalsOf } from '../connect.ts';
import type { Screen } from '../io.ts';
import { moment, nextOf } from '../show.ts';
import { readDuration } from '../values.ts';

/** At most this many characters per line; `--json` prints the whole text. */
const LINE_MAX = 1000;

const ENDED = ['completed', 'failed', 'cancelled'];

/** `ductape watch job_…`: what happens to a job, live, until it has ended. */
export function addWatch(program: Command, screen: Screen): void {
  program
    .command('watch')
    .description('what happens to a job, live, until it has ended')
    .argument('<id>')
    .option('--interval <duration>', 'between two looks', readDuration, 1000)
    .action(async (id: string, { interval }: { interval: number }, self: Command) => {
      const { jobs } = connect(self);
      const say = (what: Job | Execution, text: string) =>
        screen.out(globalsOf(self).json ? JSON.stringify(what) : visibleLine(text, LINE_MAX));
      const seen = new Set<number>();
      let status = '';
      for (;;) {
        const [job, history] = await Promise.all([jobs.get(id), jobs.getHistory(id, { limit: 20 })]);
        for (const execution of history.executions.toReversed()) {
          if (seen.has(execution.occurrence)) continue;
          seen.add(execution.occurrence);
          say(execution, executionLine(execution));
        }
        const next = ENDED.includes(job.status) ? '' : `, next ${nextOf(job)}`;
        if (job.status !== status) say(job, `${moment(job.updated_at)}  job is ${job.status}${next}`);
        status = job.status;
        if (ENDED.includes(job.status)) return;
        await sleep(interval);
      }
    });
}

function executionLine({ occurrence, number, status, lag_ms, reason, error, attempts }: Execution): string {
  const what = number === 0 ? 'occurrence' : `run ${number}`;
  const more =
    reason ?? (error ? `${error.code}: ${error.message}` : `${lag_ms} ms late, attempt ${attempts}`);
  return `${moment(occurrence)}  ${what} ${status} (${more})`;
}
