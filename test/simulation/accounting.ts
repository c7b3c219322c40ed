import { ErrorCode } from '../../contract/errors.ts';
import type { Execution } from '../../contract/job.ts';
import type { WrongRun } from '../../contract/run.ts';
import type { JobCounts } from '../../contract/stats.ts';
import type { WebhookEvent } from '../../contract/webhook.ts';
import { isFailing, isHeld, isLive, type JobRow, nextAttemptAt, scheduledRuns } from '../../core/jobs/row.ts';
import type { RowChange } from '../../core/jobs/row-change.ts';
import { dueAt } from '../../core/jobs/run-in-flight.ts';
import { scopeKey } from '../../core/jobs/scope.ts';
import { isPurged } from '../../core/jobs/tombstone.ts';
import { wrongRun } from '../../core/jobs/wrong-run.ts';
import type { Tally } from '../../core/ports/stats-store.ts';
import { isRecurring } from '../../core/schedule/parsed-schedule.ts';
import { figuresOf } from '../../core/stats/figures.ts';
import { readStats } from '../../core/stats/read-stats.ts';
import { add } from '../../core/stats/tally.ts';
import { toldOf } from '../../core/stats/told.ts';
import { SCOPES } from './callers.ts';
import { longRunsNotTold } from './long-runs.ts';
import { attemptViolations } from './outcomes.ts';
import type { World } from './world.ts';

/** What must hold once everything has come to rest: every job ended, or has nothing due; each occurrence accounted for. */
export function finalViolations(world: World, acknowledged: ReadonlySet<string>): string[] {
  const found = [...world.watch.violations];
  for (const id of acknowledged) {
    const row = world.jobs.rows.get(id);
    if (row && isPurged(row)) {
      // A tombstone: its job is gone, and its idempotency key remembers it.
      if (row.answer === undefined) found.push(`${id}: a tombstone without an answer`);
    } else if (row?.deleted_at !== undefined) {
      // A caller that died during a deletion asks again, or the sweep continues it.
      if (world.swept) found.push(`${id}: deleted, and still there`);
    } else if (row) found.push(...jobViolations(world, row).map((what) => `${id}: ${what}`));
    else if (!world.watch.deleted.has(id)) found.push(`${id}: acknowledged and lost`);
  }
  for (const name of world.scheduler.schedules.keys()) {
    const row = world.jobs.rows.get(name.split('.')[0] ?? '');
    if (!row || !isLive(row)) found.push(`${name}: a schedule without a live job`);
  }
  for (const message of world.messages) {
    const row = world.jobs.rows.get(message.job);
    if (!row || !isLive(row)) found.push(`a wake-up without a live job: ${message.body}`);
  }
  return [...found, ...leftoverViolations(world)];
}

/**
 * What is told of a job's occurrences: the history, and what stands in the row. Skips that a command left to the sweep, as its process died, stay
 * there in a world without one.
 */
function executionsOf({ history, swept }: World, row: JobRow): Execution[] {
  const told = new Map(history.jobs.get(row.id));
  const last = row.last_execution?.execution;
  if (last) told.set(last.occurrence, last);
  const left = swept ? [] : (row.skips ?? []);
  return [...told.values(), ...left.filter(({ occurrence }) => !told.has(occurrence))];
}

/** The least that a lease lasts, and what a record may be late when it can be written, ms. */
const [LEASE_LEAST, GAP] = [6000, 3000];

/** How runs end whose worker is thought lost. */
const GIVEN_UP: unknown[] = [ErrorCode.WorkerLost, ErrorCode.DeadLettered];

/** Where nothing fails but for lack of capacity, no run does. */
export function capacityViolations(world: World): string[] {
  const { jobs, throttles, watch } = world;
  /** Nothing of a cancelled job is done again: a run whose end the table refuses to take beyond its lease is lost. */
  const isExcused = (id: string, { completed_at: at = 0 }: Execution) =>
    jobs.rows.get(id)?.status === 'cancelled' && throttles?.covers('record', at - LEASE_LEAST, at, GAP);
  const ends = [...watch.rows.values()].flatMap((row) =>
    executionsOf(world, row)
      .filter((each) => GIVEN_UP.includes(each.error?.code) && !isExcused(row.id, each))
      .map(({ number, error }) => `${row.id}: run ${number} failed for lack of capacity: ${error?.code}`),
  );
  const deadLetters = [...watch.deadLetters].map(
    (id) => `${id}: a message was dead-lettered for lack of capacity`,
  );
  return [...ends, ...deadLetters];
}

/** What is due for longer than that has not come to rest since there is capacity again, ms. */
const RESTED_WITHIN = 120_000;

/** Whether all that is due has been done, two minutes and a bit after there was capacity again. */
export function restViolations({ jobs, time }: World): string[] {
  return [...jobs.rows.values()].flatMap((row) => {
    if (!isLive(row)) return [];
    const due = scheduledRuns(row).length > 0 ? [] : [row.next_run_at];
    const moments = [...due, ...row.runs.map(dueAt)];
    const late = moments.filter((at) => typeof at === 'number').map((at) => time.now - at);
    const latest = Math.max(...late);
    return latest > RESTED_WITHIN
      ? [`${row.id}: something is ${latest} ms late, though there is capacity`]
      : [];
  });
}

/** Nothing is left of jobs that were deleted. */
function leftoverViolations({ jobs, history, watch }: World): string[] {
  return [...watch.deleted].flatMap((id) => [
    ...(jobs.payloads.has(id) ? [`${id}: a payload is left of it`] : []),
    ...(history.jobs.has(id) ? [`${id}: a history is left of it`] : []),
  ]);
}

/** What the statistics say is what the rows say, to the run. */
export async function statsViolations(world: World): Promise<string[]> {
  const stats = await readStats({}, SCOPES, world.outside());
  const rows = [...world.watch.rows.values()];
  const sum = (of: (row: JobRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  const inState = (status: JobRow['status']) =>
    rows.filter((row) => row.status === status && row.deleted_at === undefined).length;
  const runs = { completed: sum((row) => row.succeeded), failed: sum((row) => row.failed) };
  const jobs = { total: rows.length, scheduled: inState('scheduled'), queued: inState('queued') };
  const wanted = { ...runs, paused: inState('paused'), ...jobs, ...countsOf(rows) };
  const found = Object.entries(wanted).flatMap(([name, count]) => {
    const told = stats[name as keyof typeof runs];
    return told === count ? [] : [`statistics: ${told} ${name}, there are ${count}`];
  });
  return [...found, ...toldViolations(world), ...(await hourViolations(world))];
}

/** How many jobs need a look. */
function countsOf(rows: readonly JobRow[]): JobCounts {
  const standing = rows.filter(({ deleted_at }) => deleted_at === undefined);
  const retrying = standing.filter((row) => nextAttemptAt(row) !== undefined);
  return { failing: standing.filter(isFailing).length, retrying: retrying.length };
}

/** Each execution that went wrong is listed once, as the history tells it, and nothing else is. */
export function wrongRunViolations(world: World): string[] {
  const listed = Map.groupBy(world.runs.runs.values(), ({ job_id }) => job_id);
  const textOf = ({ error, ...run }: WrongRun) => JSON.stringify({ ...run, code: error?.code });
  return [...world.watch.rows.values()].flatMap((row) => {
    if (row.deleted_at !== undefined || !world.jobs.rows.has(row.id)) return [];
    const wanted = executionsOf(world, row)
      .flatMap((each) => wrongRun(row, each))
      .map(textOf);
    const told = (listed.get(row.id) ?? []).map(textOf);
    const missing = wanted.filter((text) => !told.includes(text));
    const beyond = told.filter((text, i) => !wanted.includes(text) || told.indexOf(text) !== i);
    return [
      ...missing.map((text) => `${row.id}: not listed as gone wrong: ${text}`),
      ...beyond.map((text) => `${row.id}: listed as gone wrong: ${text}`),
    ];
  });
}

/** Of each change that is told, the hour in which it was committed tells once. */
function toldViolations({ stats, stream }: World): string[] {
  const told = stream.changes.flatMap(toldOf);
  const hours = Map.groupBy(told, ({ scope, hour }) => `${scopeKey(scope)} ${hour}`);
  return [...hours.values()].flatMap((changes) => {
    const [first] = changes;
    const [wanted, there] = [changes.map(({ end }) => end), first ? stats.toldIn(first) : []].map((ends) =>
      [...ends].sort().join(' '),
    );
    return wanted === there ? [] : [`told in ${first?.hour}: ${there}, wanted ${wanted}`];
  });
}

/** Each change counts in its hour once, however its batches were cut and came again. */
async function hourViolations({ stats, stream }: World): Promise<string[]> {
  const found = await Promise.all(
    SCOPES.map(async (scope) => {
      const wanted = sumsOf(stream.changes);
      const counted = await stats.hours(scope, 0, Number.MAX_SAFE_INTEGER);
      const told = new Map(counted.map(({ hour, tally }) => [hour, tally]));
      return [...new Set([...wanted.keys(), ...told.keys()])].flatMap((hour) => {
        const [here, there] = [told.get(hour) ?? {}, wanted.get(hour) ?? {}].map((tally) =>
          JSON.stringify(Object.entries(tally).sort()),
        );
        return here === there ? [] : [`statistics of ${hour}: ${here}, wanted ${there}`];
      });
    }),
  );
  return found.flat();
}

/**
 * After an outage of days: jobs by status are what the rows say, and of each hour every count is at most what has happened, and at least
 * what has happened to jobs that were not deleted.
 */
export async function rebuiltViolations(world: World): Promise<string[]> {
  const { stats, stream, watch } = world;
  const told = await readStats({}, SCOPES, world.outside());
  const standing = [...watch.rows.values()].filter((row) => row.deleted_at === undefined);
  const found = (['scheduled', 'queued', 'paused'] as const).flatMap((status) => {
    const wanted = standing.filter((row) => row.status === status).length;
    return told[status] === wanted ? [] : [`rebuilt: ${told[status]} ${status}, there are ${wanted}`];
  });
  for (const [name, wanted] of Object.entries(countsOf(standing)))
    if (told[name as keyof JobCounts] !== wanted)
      found.push(`rebuilt: ${told[name as keyof JobCounts]} ${name}, there are ${wanted}`);
  const ids = new Set(standing.map(({ id }) => id));
  const [most, least] = [
    sumsOf(stream.changes),
    sumsOf(stream.changes.filter(({ after }) => after && ids.has(after.id))),
  ];
  const hours = await stats.hours(SCOPES[0] ?? { product: '', env: '' }, 0, Number.MAX_SAFE_INTEGER);
  const counted = new Map(hours.map(({ hour, tally }) => [hour, tally]));
  const names = ['dispatched', 'completed', 'first_try', 'failed', 'retries', 'cancelled', '+a', '-a'];
  for (const hour of new Set([...most.keys(), ...counted.keys()]))
    for (const name of names) {
      const [count, up, low] = [counted, most, least].map((sums) => sums.get(hour)?.[name] ?? 0) as [
        number,
        number,
        number,
      ];
      // The moment of a cancellation is known only until a run ends after it.
      if (count > up || (count < low && name !== 'cancelled'))
        found.push(`rebuilt: ${count} ${name} in ${new Date(hour).toISOString()}, wanted ${low} to ${up}`);
    }
  const ever = hours.reduce((sum, { tally }) => sum + (tally['completed'] ?? 0), 0);
  if (told.completed !== ever) found.push(`rebuilt: ${told.completed} completed, in the hours ${ever}`);
  const lost = (await stats.total(SCOPES[0] ?? { product: '', env: '' }))?.lost;
  if (lost) found.push(`the rebuild from ${lost.from} on is not done`);
  if (stream.dropped > 0 && (await stats.reading())?.epochs.length === 0)
    found.push(`the projector did not notice that ${stream.dropped} changes were dropped`);
  return found;
}

function sumsOf(changes: readonly RowChange[]): Map<number, Tally> {
  const sums = new Map<number, Tally>();
  for (const { hour, tally } of changes.flatMap((change) => figuresOf(change)))
    sums.set(hour, add(sums.get(hour) ?? {}, tally));
  return sums;
}

/** A run that holds up its job for longer is told as missed, ms: an hour, and two minutes for lateness. */
const HELD_UP = 62 * 60_000;

/** Whether all occurrences of more than an hour were skipped because of one run. */
function wasHeldUp(executions: readonly Execution[]): boolean {
  const runs = executions.filter(({ status }) => status !== 'skipped');
  const skips = executions.flatMap((e) => (e.reason === 'overlap' ? (e.through ?? e.occurrence) : []));
  return skips.some((skip) => {
    // A run may be claimed before an occurrence that is skipped because of it, and start after it.
    const before = runs.filter(({ occurrence }) => occurrence <= skip);
    const starts = before.map(({ started_at, occurrence }) => started_at ?? occurrence);
    return starts.length > 0 && skip - Math.max(...starts) > HELD_UP;
  });
}

/** The webhooks were told of every end of a run and every change of state, at least once, and of runs that held up their job. */
export function tellingViolations(world: World): string[] {
  if (world.webhooks.rows.size === 0) return [];
  return [...world.watch.rows.values()].flatMap((row) => {
    const payloads = world.deliveries.deliveries.filter(({ payload }) => payload.job.id === row.id);
    const told = (event: WebhookEvent) => payloads.filter(({ payload }) => payload.event === event).length;
    const wanted: [WebhookEvent, number][] = [
      ['job.completed', row.succeeded],
      ['job.failed', row.failed],
      ['job.cancelled', row.status === 'cancelled' && row.deleted_at === undefined ? 1 : 0],
    ];
    const executions = executionsOf(world, row);
    wanted.push(['job.missed', wasHeldUp(executions) ? 1 : 0]);
    const found = wanted.filter(([event, times]) => told(event) < times);
    const long = payloads.filter(({ payload }) => payload.event === 'job.running_long');
    const notTold = longRunsNotTold(row, executions, new Set(long.map((each) => each.message_id)).size);
    if (notTold > 0) found.push(['job.running_long', notTold]);
    if (told('job.scheduled') < 1) found.push(['job.scheduled', 1]);
    const orders = payloads.map(({ message_id }) => message_id.split('.v')[1]?.split('.').map(Number) ?? []);
    const isBehind = ([version = 0, place = 0]: number[], i: number) => {
      const [earlier = 0, before = 0] = orders[i - 1] ?? [];
      return version < earlier || (version === earlier && place < before);
    };
    return [
      ...found.map(([event, times]) => `${row.id}: told ${told(event)} times of ${times} ${event}`),
      ...(orders.some(isBehind) ? [`${row.id}: told out of order: ${orders.join(' ')}`] : []),
    ];
  });
}

function jobViolations(world: World, row: JobRow): string[] {
  const now = world.time.now;
  const found: string[] = [];
  if (row.status === 'paused') found.push('is paused still');
  if (row.runs.length > 0) found.push(`${row.runs.length} runs never ended`);
  if (isHeld(row)) found.push('waits for a hold that is over');
  if (isLive(row) && row.next_run_at === null) found.push(`${row.status} with nothing to come`);
  if (isLive(row) && row.next_run_at !== null && row.next_run_at < now - 180_000) {
    found.push(`an occurrence ${now - row.next_run_at} ms overdue`);
  }
  if (row.succeeded + row.failed !== row.execution_count) {
    found.push(`${row.execution_count} runs, ${row.succeeded} succeeded and ${row.failed} failed`);
  }
  return [...found, ...occurrenceViolations(world, row)];
}

/** Every occurrence from the first to the next one is in the history, once, whatever the schedule was. */
function occurrenceViolations(world: World, row: JobRow): string[] {
  const { watch } = world;
  const executions = executionsOf(world, row);
  const ran = executions.filter((e) => e.status !== 'skipped');
  const found: string[] = [];
  if (ran.length !== row.execution_count)
    found.push(`${ran.length} runs in the history of ${row.execution_count}`);
  for (const [status, count] of [
    ['completed', row.succeeded],
    ['failed', row.failed],
  ] as const) {
    const told = ran.filter((e) => e.status === status).length;
    if (told !== count) found.push(`${told} runs ${status} in the history of ${count}`);
  }
  if (row.status === 'completed' && !isRecurring(row.schedule) && row.execution_count === 0)
    found.push('completed after 0 of 1 runs');
  return [
    ...found,
    ...attemptViolations(row, executions),
    ...watch.eras.violations(row, executions),
    ...watch.keys.violations(row),
  ];
}
