import { setImmediate as drained } from 'node:timers/promises';
import { TakenOver } from '../../core/errors/run-error.ts';
import { isLive } from '../../core/jobs/row.ts';
import { everything } from '../../core/jobs/scope.ts';
import { isPurged } from '../../core/jobs/tombstone.ts';
import { DAY, HOUR, MINUTE } from '../../core/time/units.ts';
import { changeJob } from '../../core/usecases/manage/change-job.ts';
import { finalViolations, statsViolations, tellingViolations, wrongRunViolations } from './accounting.ts';
import { CALLER } from './callers.ts';
import type { Gates, Orders, Side } from './interleave.ts';
import { check, idle } from './pair-works.ts';
import { readWakeUp } from './read-wake-up.ts';
import { type Pair, Stage } from './stage.ts';

/** Plays a pair in one order, lets everything come to rest, and says what went wrong. */
export async function play(pair: Pair, choose: (gates: Gates) => Side | undefined): Promise<string[]> {
  const stage = new Stage();
  const { world, gates } = stage;
  const found: string[] = [];
  let failures = pair.failures ?? 0;
  stage.retries = pair.retries ?? 1;
  world.failure = () => {
    failures -= 1;
    return failures >= 0 ? 'TIMEOUT' : undefined;
  };
  let away = pair.away ?? 0;
  world.leave = () => {
    away -= 1;
    return away >= 0 ? { ok: 'deferred', deferral: { until: world.time.now + HOUR } } : undefined;
  };
  if (!pair.quiet) world.listen();
  if (pair.before !== idle || pair.schedule) await stage.dispatch(pair.schedule);
  await pair.before(stage);

  const begin = (side: Side) =>
    void world.inProcess(async (ports, process) => {
      gates.hold(process, side);
      await pair.sides[side](stage, ports, process).catch((fault) => {
        // So a worker that was thought dead gives its message back.
        if (!(fault instanceof TakenOver)) found.push(`side ${side}: ${fault}`);
      });
    });
  begin(0);
  if (pair.lead) await gates.lead(0, pair.lead);
  if (pair.pause !== undefined) await world.time.runUntil(world.time.now + pair.pause);
  begin(1);
  await drained();
  for (let side = choose(gates); side !== undefined; side = choose(gates)) await gates.go(side);
  if (gates.next(0) || gates.next(1)) return [];
  const timers = [...world.messages].filter(({ body }) => readWakeUp(body)?.kind === 'timer').length;
  if (pair.timers !== undefined && timers > pair.timers) found.push(`${timers} timers are under way`);
  if (pair.leaves && stage.row?.status !== pair.leaves) found.push(`it was left ${stage.row?.status}`);
  if (pair.purge) world.take(stage.id);
  await rest(stage, pair);

  const { row } = stage;
  const end = row && !isPurged(row) ? `${row.status} after ${row.execution_count}` : 'gone';
  if (!pair.ends.includes(end)) found.push(`it is ${end}`);
  const made = new Set([...world.jobs.rows.keys(), ...world.watch.deleted]).size;
  if (made !== 1 || stage.ids.size !== 1) found.push(`${made} jobs were made`);
  const wanted = row && isLive(row) ? 1 : 0;
  if (world.scheduler.schedules.size > wanted) found.push('a schedule was left behind');
  return [
    ...found,
    ...finalViolations(world, stage.ids),
    ...(await statsViolations(world)),
    ...tellingViolations(world),
    ...wrongRunViolations(world),
  ];
}

/** No process interferes any more; the caller that paused the job resumes it. */
async function rest(stage: Stage, { swept }: Pair): Promise<void> {
  const { world, id, row } = stage;
  await world.time.runUntil(world.time.now + 5 * MINUTE);
  if (swept) void world.inProcess((ports, process) => check(stage, ports, process));
  if (row?.status === 'paused')
    void world.inProcess((ports) => changeJob(id, { type: 'resume' }, CALLER, everything, ports));
  await world.time.runUntil(world.time.now + DAY);
}

/** What came of the orders of a pair. */
export interface Played {
  orders: number;
  violations: string[];
}

/** Plays a pair in every order. */
export async function playAll(pair: Pair, orders: Orders): Promise<Played> {
  const violations: string[] = [];
  let played = 0;
  do {
    const found = await play(pair, (gates) => orders.choose(gates));
    if (!orders.whole) continue;
    played += 1;
    violations.push(...found.map((what) => `order ${played}: ${what}`));
  } while (orders.advance());
  return { orders: played, violations };
}
