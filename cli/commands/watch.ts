import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { visibleLine } from '../../core/text/visible.ts';
import type { Execution, Job } from '../../sdk/index.ts';
import { connect, globalsOf } from '../connect.ts';
import type { Screen } from '../io.ts';
import { errorText, moment, nextOf } from '../show.ts';
import { readDuration } from '../values.ts';

/** At most this many characters per line; `--json` prints the whole text. */
const LINE_MAX = 1000;

const ENDED = ['completed', 'failed', 'cancelled'];

/** Something that happened to a job, Unix ms, and what it is of where programs have not been told of that yet. */
interface Line {
  at: number;
  text: string;
  of?: Job | Execution;
}

/**
 * `ductape watch job_…`: what happens to a job, live and in order of time, until it has ended.
 * @throws Error where it ended otherwise than by completing
 */
export function addWatch(program: Command, screen: Screen): void {
  program
    .command('watch')
    .description('what happens to a job, live, until it has ended; exits with 1 unless it completed')
    .argument('<id>')
    .option('--interval <duration>', 'between two looks', readDuration, 1000)
    .action(async (id: string, { interval }: { interval: number }, self: Command) => {
      const { jobs } = connect(self);
      const { json } = globalsOf(self);
      const look = lookedAt();
      for (;;) {
        const job = await jobs.get(id);
        const { executions } = await jobs.getHistory(id, { limit: 20 });
        for (const { text, of } of look(job, executions)) {
          if (!json) screen.out(visibleLine(text, LINE_MAX));
          else if (of) screen.out(JSON.stringify(of));
        }
        if (job.status !== 'completed' && ENDED.includes(job.status))
          throw new Error(`${id} is ${job.status}.`);
        if (ENDED.includes(job.status)) return;
        await sleep(interval);
      }
    });
}

/** Tells what is new at each look at a job and its executions, newest first as they come; the history is as new as the job, or newer. */
export function lookedAt(): (job: Job, executions: readonly Execution[]) => Line[] {
  const seen = new Set<number>();
  const told = new Set<string>();
  let [status, tried] = ['', 0];
  return (job, executions) => {
    const lines: Line[] = [];
    const { updated_at, execution_count, retry_count, next_attempt_at, last_error } = job;
    // Of runs beside each other nothing says whose attempt it was; they are told when they have ended.
    const failed = job.overlap !== 'allow' && next_attempt_at !== undefined && next_attempt_at !== tried;
    if (failed && last_error && retry_count > 0) {
      told.add(`${execution_count}:${retry_count}`);
      lines.push({
        at: updated_at,
        text: `attempt ${retry_count} failed (${errorText(last_error)})`,
        of: job,
      });
    }
    tried = next_attempt_at ?? 0;
    for (const execution of executions.toReversed()) {
      if (seen.has(execution.occurrence)) continue;
      seen.add(execution.occurrence);
      lines.push(...linesOf(execution).filter(({ key }) => key === undefined || !told.has(key)));
    }
    if (job.status !== status) {
      const next = ENDED.includes(job.status) ? '' : `, next ${nextOf(job)}`;
      lines.push({ at: updated_at, text: `job is ${job.status}${next}`, of: job });
    }
    status = job.status;
    return lines
      .sort((a, b) => a.at - b.at)
      .map((line) => ({ ...line, text: `${moment(line.at)}  ${line.text}` }));
  };
}

function linesOf(execution: Execution): (Line & { key?: string })[] {
  const { occurrence, completed_at, number, status, lag_ms, reason, error, attempts, attempt_errors } =
    execution;
  const what = number === 0 ? 'occurrence' : `run ${number}`;
  const more = reason ?? (error ? errorText(error) : `${lag_ms} ms late, attempt ${attempts}`);
  const failures = attempts > 1 ? (attempt_errors ?? []) : [];
  return [
    ...failures.map((failure) => ({
      at: failure.at,
      text: `attempt ${failure.attempt} of ${what} failed (${errorText(failure)})`,
      key: `${number}:${failure.attempt}`,
    })),
    { at: completed_at ?? occurrence, text: `${what} ${status} (${more})`, of: execution },
  ];
}
