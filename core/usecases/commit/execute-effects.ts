import type { Effect, PortEffect } from '../../jobs/effects.ts';
import type { JobRow } from '../../jobs/row.ts';
import { ownerOf, targetKey } from '../../jobs/scope.ts';
import { keyHoldsUntil, tombstoneOf } from '../../jobs/tombstone.ts';
import { messageBody } from '../../messages/message.ts';
import { ScheduleName, type WakeUp } from '../../messages/wake-up.ts';
import type { Ports } from '../../ports/ports.ts';
import type { ScheduleSpec } from '../../ports/scheduler.ts';
import type { RecurringSchedule } from '../../schedule/parsed-schedule.ts';
import { tickOf } from '../../schedule/tick.ts';
import { transportFor } from '../../schedule/transport.ts';

/** Executes effects side by side, then takes the row away if the job is deleted. @throws the first fault, after all have been tried */
export async function executeEffects(effects: readonly Effect[], row: JobRow, ports: Ports): Promise<void> {
  const outward = effects.filter((effect) => effect.type !== 'run' && effect.type !== 'end-lost');
  await allSettled(outward.map((effect) => executeOne(effect, row, ports)));

  if (effects.some(({ type }) => type === 'purge')) await removeOrKeepTombstone(row, ports);
}

/** Waits for all, then throws the first fault. */
export async function allSettled(work: readonly Promise<unknown>[]): Promise<void> {
  const settled = await Promise.allSettled(work);
  const failed = settled.find(({ status }) => status === 'rejected');
  if (failed) throw (failed as PromiseRejectedResult).reason;
}

/** Removes what belongs to a job but its row. */
export async function purge(id: string, ports: Ports): Promise<void> {
  await Promise.all([ports.jobs.deletePayloads(id), ports.history.remove(id)]);
}

/** Takes the name and the row of a deleted job away, or leaves a tombstone where an idempotency key still asks for its answer. */
async function removeOrKeepTombstone(row: JobRow, ports: Ports): Promise<void> {
  const now = ports.clock.now();
  // Before the row goes: a name whose job has no row is about to get one.
  if (row.declared) await ports.names.release(row, row.declared.name, row.id);
  const held = keyHoldsUntil(row);
  if (held !== undefined && held > now) await ports.jobs.commit(tombstoneOf(row, now));
  else await ports.jobs.remove(row);
}

async function executeOne(effect: PortEffect, row: JobRow, ports: Ports): Promise<void> {
  switch (effect.type) {
    case 'arm':
      return arm(effect.wake, effect.at, row.schedule.precision === 'second', ports, row);
    case 'arm-tick': {
      const specs = tickSpecs(row, effect.schedule, effect.from, ports.clock.now());
      await Promise.all(specs.map((spec) => ports.scheduler.create(spec)));
      return;
    }
    case 'disarm':
      await Promise.all(effect.schedules.map((name) => ports.scheduler.remove(name)));
      return;
    case 'keep-payload':
      return row.inline && row.payload === undefined ? undefined : ports.jobs.keepPayload(row, effect.until);
    case 'drop-payloads':
      return allSettled(effect.versions.map((payload) => ports.jobs.deletePayload({ id: row.id, payload })));
    case 'purge':
      return purge(row.id, ports);
    case 'record':
      return ports.history.record(row.id, effect.execution, effect.rank);
  }
}

/**
 * Sends a wake-up by the transport that fits its distance.
 * @param row of its job, where that is known
 */
export async function arm(
  wake: WakeUp,
  at: number,
  secondPrecision: boolean,
  ports: Ports,
  row?: JobRow,
): Promise<void> {
  const body = messageBody(wake);
  const transport = transportFor(at, ports.clock.now(), ports.settings.nearBound, secondPrecision);
  if (transport.via === 'queue')
    return ports.queue.send(body, transport.delay, row && { ...ownerOf(row), target: targetKey(row) });
  return ports.scheduler.create({
    name: ScheduleName.wake(wake),
    expression: transport.expression,
    body,
    once: true,
  });
}

function tickSpecs(row: JobRow, schedule: RecurringSchedule, from: number, now: number): ScheduleSpec[] {
  const tick = tickOf(schedule);
  return tick.expressions.map((expression, index) => {
    const name = ScheduleName.tick(row, index);
    const wake = { kind: 'tick', job_id: row.id, gen: row.gen, armed_at: now, schedule: name } as const;
    const base = { name, expression, body: messageBody(wake), once: false };
    const zone = tick.timezone === undefined ? {} : { timezone: tick.timezone };
    return { ...base, ...zone, ...(from > now && { start: from }) };
  });
}
