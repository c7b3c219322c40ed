import type { RunFailure } from '../contract/errors.ts';
import type { Held } from '../contract/hold.ts';
import type { RunOutcome } from '../contract/job.ts';
import { visibleLine } from '../core/text/visible.ts';
import { DAY, HOUR, MINUTE } from '../core/time/units.ts';
import type { Execution, Job, Stats } from '../sdk/index.ts';

/** At most this many characters per cell, and per field of a card; `--json` prints the whole text. */
const CELL_MAX = 200;
const FIELD_MAX = 2000;

/** Rows under their headings, a line each, each column as wide as its widest cell. */
export function table(headings: readonly string[], texts: readonly (readonly string[])[]): string {
  const rows = texts.map((row) => row.map((text) => visibleLine(text, CELL_MAX)));
  const widths = headings.map((heading, i) =>
    Math.max(heading.length, ...rows.map((row) => (row[i] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === cells.length - 1 ? cell : cell.padEnd(widths[i] ?? 0))).join('  ');
  return [headings, ...rows].map(line).join('\n');
}

/** A moment as people write it, in UTC and marked so. */
export function moment(time: number | undefined): string {
  return time === undefined
    ? '-'
    : new Date(time)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.000Z$/, 'Z');
}

/** When a job runs. */
export function when(job: Job): string {
  if (job.cron !== undefined) return job.tz === 'UTC' ? job.cron : `${job.cron} ${job.tz}`;
  return job.every === undefined ? 'once' : `every ${duration(job.every)}`;
}

/** A duration in its largest whole unit. */
export function duration(ms: number): string {
  for (const [unit, size] of UNITS) if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  return `${ms}ms`;
}

const UNITS = [
  ['d', DAY],
  ['h', HOUR],
  ['m', MINUTE],
  ['s', 1000],
] as const;

/** Jobs, a line each, with their names where one has a name. */
export function jobTable(jobs: readonly Job[]): string {
  const isNamed = jobs.some(({ name }) => name !== undefined);
  const rows = jobs.map((job) => [
    job.id,
    ...(isNamed ? [job.name ?? ''] : []),
    job.held === undefined ? job.status : `${job.status} (held)`,
    job.namespace,
    job.target,
    `${job.product}/${job.env}`,
    when(job),
    job.limit === undefined ? String(job.execution_count) : `${job.execution_count}/${job.limit}`,
    lastOf(job),
    nextOf(job),
  ]);
  const rest = ['STATUS', 'NAMESPACE', 'TARGET', 'PRODUCT', 'WHEN', 'RUNS', 'LAST RUN', 'NEXT'];
  return table(['ID', ...(isNamed ? ['NAME'] : []), ...rest], rows);
}

/** How the last ended run of a job came to its end: a failure with its code, and how many there were in a row. */
export function lastOf({ last_outcome, consecutive_failures }: Job): string {
  if (last_outcome?.status !== 'failed') return last_outcome?.status ?? '-';
  const often = consecutive_failures > 1 ? ` x${consecutive_failures}` : '';
  return `failed${often} ${last_outcome.code ?? ''}`.trim();
}

/** What a job waits for: the next attempt of a run in backoff, which holds up other runs, else its next run. */
export function nextOf({ next_run_at, next_attempt_at }: Job): string {
  return next_attempt_at === undefined ? moment(next_run_at) : `${moment(next_attempt_at)} (retry)`;
}

/** One job, a line for each of its fields. */
export function jobCard(job: Job): string {
  const rows = Object.entries(job).map(([name, value]) => [
    visibleLine(name, CELL_MAX),
    visibleLine(fieldText(name, value), FIELD_MAX),
  ]);
  const width = Math.max(...rows.map(([name = '']) => name.length));
  return rows.map(([name = '', value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

function fieldText(name: string, value: unknown): string {
  if (name === 'held') return heldText(value as Held);
  if (typeof value === 'number' && /_(at|date)$/.test(name)) return moment(value);
  if (name === 'last_error') return errorText(value as RunFailure);
  if (name === 'last_outcome') return outcomeText(value as RunOutcome);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function heldText({ reason, until }: Held): string {
  return until === undefined ? reason : `${reason}, until ${moment(until)}`;
}

/** An error as it is read: `TIMEOUT: too late`. */
export const errorText = ({ code, message }: Pick<RunFailure, 'code' | 'message'>) => `${code}: ${message}`;

const outcomeText = ({ status, code, at }: RunOutcome) =>
  [status, ...(code === undefined ? [] : [code]), `at ${moment(at)}`].join(' ');

/** A number of runs in words: `1 run`. */
export const runsIn = (count: number) => `${count} ${count === 1 ? 'run' : 'runs'}`;

/** Executions, a line each, and below it one for each failed attempt of a run that had several. */
export function executionTable(executions: readonly Execution[]): string {
  const rows = executions.flatMap((e) => [
    [
      e.number === 0 ? '-' : String(e.number),
      moment(e.occurrence),
      e.reason ? `${e.status} (${reasonOf(e)})` : e.status,
      e.lag_ms === undefined ? '-' : `${e.lag_ms} ms`,
      e.duration_ms === undefined ? '-' : `${e.duration_ms} ms`,
      String(e.attempts),
      e.error ? errorText(e.error) : '',
    ],
    ...(e.attempts > 1 ? (e.attempt_errors ?? []) : []).map((error) => [
      '',
      moment(error.at),
      `attempt ${error.attempt} failed`,
      '',
      '',
      '',
      errorText(error),
    ]),
  ]);
  return table(['RUN', 'OCCURRENCE', 'STATUS', 'LAG', 'TOOK', 'ATTEMPTS', 'ERROR'], rows);
}

/** Why an occurrence was skipped, and how many in a row until when. */
function reasonOf({ reason, detail, count, through }: Execution): string {
  const why = detail === undefined ? reason : `${reason}: ${detail}`;
  return count === undefined ? `${why}` : `${why}, x${count} until ${moment(through)}`;
}

/** How much of some work is done, as one line. */
export function bar(done: number, total: number, width = 30): string {
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const filled = Math.round(share * width);
  return `[${'#'.repeat(filled)}${' '.repeat(width - filled)}] ${done}/${total}`;
}

/** Figures, a line for each kind. */
export function statsCard(stats: Stats): string {
  const ended = stats.completed + stats.failed;
  const per = (share: number) => `${(share * 100).toFixed(1)} %`;
  return table(
    ['JOBS', '', 'RUNS', ''],
    [
      ['dispatched', String(stats.total), 'completed', String(stats.completed)],
      ['scheduled now', String(stats.scheduled), '  on the first try', String(stats.completed_first_try)],
      ['queued now', String(stats.queued), '  after a retry', String(stats.completed_after_retry)],
      ['running now', String(stats.running), 'failed', String(stats.failed)],
      ['paused now', String(stats.paused), 'success', ended === 0 ? '-' : per(stats.success_rate)],
      ['cancelled', String(stats.cancelled), 'retries of a run', stats.avg_retry_count.toFixed(2)],
      [
        'failing now',
        String(stats.failing),
        'late by (p50, p99)',
        `${stats.lag_ms.p50} ms, ${stats.lag_ms.p99} ms`,
      ],
      ['retrying now', String(stats.retrying), '', ''],
    ],
  );
}
