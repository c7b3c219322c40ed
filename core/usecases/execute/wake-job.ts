import { defined } from '../../../contract/plain-data.ts';
import { LOST } from '../../jobs/abandon.ts';
import { belongsAlone } from '../../jobs/alone.ts';
import { holdOn } from '../../jobs/hold.ts';
import type { JobRow } from '../../jobs/row.ts';
import { CROWD, isUnderWay, Lease, type RunningRun } from '../../jobs/run-in-flight.ts';
import { ownerOf } from '../../jobs/scope.ts';
import { isPurged } from '../../jobs/tombstone.ts';
import { messageBody } from '../../messages/message.ts';
import { sentOn } from '../../messages/sent-on.ts';
import { dueOf, genOf, type Lane, type WakeUp } from '../../messages/wake-up.ts';
import { payloadOf } from '../../ports/job-store.ts';
import type { Runner } from '../../ports/namespace.ts';
import type { Ports } from '../../ports/ports.ts';
import { decideAndCommit } from '../commit/decide-and-commit.ts';
import { endLostRuns } from '../commit/end-lost-runs.ts';
import { allSettled, arm, executeEffects } from '../commit/execute-effects.ts';
import { openWindow } from '../maintain/release-held.ts';
import { cleanUpOrphan } from './record-dead-letter.ts';
import { type PayloadAhead, type Ready, runAttempt } from './run-attempt.ts';

/** A wake-up may be ahead of the row it belongs to, as rows are committed after arming; ms. */
const ROW_EXPECTED = 300_000;

/** Mostly the row is a few ms behind: looking again in place is cheaper than sending the wake-up on, ms and times. */
const LOOK_AGAIN = { every: 25, times: 6 };

/** A wake-up that waits reads the holds, and the row if a run is under way, again this long before it is due, ms. */
const READ_AHEAD = 50;

/** A wake-up that waits at least so long makes its message stay away meanwhile, ms, so that no run waits for that. */
const HOLD_AHEAD = 100;

/** How much longer than its lease a run's message stays away, ms, where that was asked for ahead: its claim takes a moment. */
const HELD_LONGER = 1000;

/** Where the executor is with a message, and what it may do about it. */
export interface Delivery {
  /** An earlier receiver did not finish with it. */
  redelivered: boolean;
  /** Where it was received. */
  lane: Lane;
  /** Whether runs of its target, or of its product and env, take long now, so that the job's wake-ups wait in the lane `slow`. */
  isSlow(row: JobRow): Promise<boolean>;
  /** Does what keeps an executor busy, and counts the seconds that it takes. */
  counted<T>(row: JobRow, work: () => Promise<T>): Promise<T>;
  /**
   * Makes the message come back after `ms` if this receiver dies: the lease of the run it started, at once, as that may kill it; or
   * `ahead` of the run that it will start.
   */
  extendVisibility(ms: number, ahead?: 'ahead'): Promise<void>;
  /** How long an attempt that begins now may take, ms; as long as any unless told. */
  timeLeft?(): number;
  /** The ports with the patience due to what finishes work: what follows a commit, and the ends of runs. */
  lasting: Ports;
}

/**
 * Answers one wake-up: claims what is due, runs it, and records how it ended. Returning means the message has
 * done its work; throwing means it must come back.
 */
export async function wakeJob(wake: WakeUp, delivery: Delivery, ports: Ports, runner: Runner): Promise<void> {
  const { lasting } = delivery;
  // Read beside the row, so that no run is late for it.
  askForHolds(ports);
  let row = await expectedRow(wake, ports);
  let payload: PayloadAhead | undefined;
  let heldUntil: number | undefined;
  for (;;) {
    if (!row && wake.kind === 'completion') return;
    if (!row) return await awaitRow(wake, ports);
    const gen = genOf(wake) ?? row.gen;
    if (row.gen < gen) return await awaitRow(wake, ports);
    if (isPurged(row)) return await cleanUpOrphan(wake, ports);
    if (row.gen > gen) return await dropStale(wake, ports);

    const { redelivered, lane } = delivery;
    const now = ports.clock.now();
    const held = (row.held_until ?? now) - now;
    if (held > 0) return await forward(wake, row, lane, delivery, Math.ceil(held / 1000));
    if (lane !== 'alone' && belongsAlone(row, wake, redelivered, now))
      return await forward(wake, row, 'alone', delivery);
    if (lane === 'main' && (isCrowded(row) || (await delivery.isSlow(row))))
      return await forward(wake, row, 'slow', delivery);
    const hold = holdOn(row, await ports.holds.current(), ports.clock.now());
    await openWindow(hold, ports);
    if (
      Math.min(row.timeout, ports.settings.maxTimeout) > (delivery.timeLeft?.() ?? Number.POSITIVE_INFINITY)
    )
      return await forward(wake, row, lane, delivery, 1);
    const event = { type: 'wake', wake, redelivered, lane, ...defined({ hold }) } as const;
    const before = row;
    const decide = () => decideAndCommit(before.id, event, ports, before);
    const committed = await delivery.counted(row, decide);
    if (!committed) return;
    const { decision } = committed;
    const runs = decision.after.flatMap((effect) => (effect.type === 'run' ? [effect.run] : []));
    const executed = executeEffects(decision.after, committed.row, lasting);
    const armed = executed.catch(() => undefined);
    const ready = { armed, payload, heldUntil };
    const attempts = runs.map((run) =>
      delivery.counted(committed.row, () => attempt(committed.row, run, ready, delivery, ports, runner)),
    );
    if (decision.row) tellSkips(decision.row, ports);
    await allSettled([executed, endLostRuns(committed, LOST, lasting), ...attempts]);
    if (decision.waitUntil === undefined || runs.length > 0) return;

    // A wake-up that waits for an occurrence will run it: its payload is read meanwhile.
    const { payload: version } = committed.row;
    if (payload?.version !== version || !payload)
      payload = { version, read: payloadOf(committed.row, version, ports.jobs).catch(() => null) };
    const ahead = holdAhead(committed.row, decision.waitUntil, delivery, ports);
    void ahead.then((until) => {
      heldUntil = until;
    });
    row = await rowWhenDue(committed.row, decision.waitUntil, ports);
    if (!row) return;
  }
}

/** Makes the message stay away for the run that it is about to start. @returns until when, Unix ms; undefined where that is still to be done */
async function holdAhead(
  row: JobRow,
  due: number,
  delivery: Delivery,
  ports: Ports,
): Promise<number | undefined> {
  const now = ports.clock.now();
  const until = Lease.until(Math.min(row.timeout, ports.settings.maxTimeout), due) + HELD_LONGER;
  if (due - now < HOLD_AHEAD) return undefined;
  return await delivery.extendVisibility(until - now, 'ahead').then(
    () => until,
    () => undefined,
  );
}

/** Whether what begins takes long however fast its job's runs are, as all of them commit one row. */
function isCrowded({ runs }: JobRow): boolean {
  return runs.filter(isUnderWay).length >= CROWD;
}

/** Nothing has been decided: where the wake-up is received next it is answered as it would have been here. */
async function forward(
  wake: WakeUp,
  row: JobRow,
  lane: Lane,
  { redelivered, lasting }: Delivery,
  delay = 0,
): Promise<void> {
  const body = messageBody(wake);
  await lasting.queue.send(redelivered ? sentOn(body) : body, delay, { lane, ...ownerOf(row) });
}

/** The row, if it comes within a moment of the wake-up that was armed before it. */
async function expectedRow(wake: WakeUp, ports: Ports): Promise<JobRow | null> {
  for (let looks = 1; ; looks += 1) {
    const row = await ports.jobs.get(wake.job_id);
    const now = ports.clock.now();
    const young = now - wake.armed_at < LOOK_AGAIN.every * LOOK_AGAIN.times;
    if ((row && row.gen >= (genOf(wake) ?? row.gen)) || !young || looks === LOOK_AGAIN.times) return row;
    await ports.clock.sleepUntil(now + LOOK_AGAIN.every);
  }
}

/** Has the list of holds read, unless that was done within the last second. */
function askForHolds({ holds }: Ports): void {
  void holds.current().catch(() => undefined);
}

/**
 * Waits. A run under way will have changed the row by then, and a claim on what it was would be lost; and a hold may have come.
 */
async function rowWhenDue(row: JobRow, due: number, ports: Ports): Promise<JobRow | null> {
  let latest: JobRow | null = row;
  const ahead = ports.clock.sleepUntil(due - READ_AHEAD);
  void ahead.then(() => askForHolds(ports));
  if (row.runs.some(isUnderWay)) {
    await ahead;
    latest = await ports.jobs.get(row.id).catch(() => row);
  }
  await ports.clock.sleepUntil(due);
  return latest;
}

async function attempt(
  row: JobRow,
  run: RunningRun,
  ready: Ready & { heldUntil: number | undefined },
  delivery: Delivery,
  ports: Ports,
  runner: Runner,
) {
  const isHeld = ready.heldUntil !== undefined && ready.heldUntil >= run.lease_until;
  const held = isHeld ? undefined : delivery.extendVisibility(run.lease_until - ports.clock.now());
  await allSettled([Promise.resolve(held), runAttempt(row, run, ready, ports, delivery.lasting, runner)]);
}

/** The row is not there yet, so the wake-up is sent on; after minutes no dispatch will commit it: it is an orphan. */
async function awaitRow(wake: WakeUp, ports: Ports): Promise<void> {
  const now = ports.clock.now();
  const age = now - wake.armed_at;
  if (age < ROW_EXPECTED) {
    const due = dueOf(wake) ?? now;
    return await arm(wake, Math.max(due, now + Math.min(30_000, Math.max(50, age))), true, ports);
  }
  ports.telemetry({ type: 'orphan', job_id: wake.job_id, kind: wake.kind });
  await cleanUpOrphan(wake, ports);
}

async function dropStale(wake: WakeUp, ports: Ports): Promise<void> {
  if (wake.kind === 'tick') await ports.scheduler.remove(wake.schedule);
}

function tellSkips(row: JobRow, ports: Ports): void {
  for (const { reason = 'missed', count } of row.skips ?? []) {
    ports.telemetry({ type: 'skipped', row, reason, ...defined({ count }) });
  }
}
