import type { Effect, PortEffect } from '../jobs/effects.ts';
import { ownerKey } from '../jobs/owner-key.ts';
import type { JobRow } from '../jobs/row.ts';
import { keyHoldsUntil, tombstoneOf } from '../jobs/tombstone.ts';
import { ScheduleName, type WakeUp } from '../jobs/wake-up.ts';
import type { Ports } from '../ports/ports.ts';
import type { ScheduleSpec } from '../ports/scheduler.ts';
import { beatOf } from '../schedule/beat.ts';
import { carrierFor } from '../schedule/carrier.ts';
import type { Recurring } from '../schedule/timetable.ts';
import { allSettled } from './all-settled.ts';
import { takeNote } from './take-note.ts';
import { tell } from './tell.ts';

/**
 * Carries effects out side by side, then takes the row's news off it if they were told, or the row away if the job is
 * deleted. News of a run that begins stay on the row, as its end is another commit. @throws the first fault, after all
 * have been tried
 */
export async function carryOut(effects: readonly Effect[], row: JobRow, ports: Ports): Promise<void> {
  const outward = effects.filter((effect) => effect.type !== 'run' && effect.type !== 'bury');
  await allSettled(outward.map((effect) => carryOutOne(effect, row, ports)));

  const has = (type: Effect['type']) => effects.some((effect) => effect.type === type);
  if (has('forget')) await purge(row, ports);
  else if (has('tell') && !has('run')) await ports.jobs.acknowledge(row);
}

/** Removes what belongs to a job but its row. */
export async function forget(id: string, ports: Ports): Promise<void> {
  await Promise.all([ports.jobs.deletePayload(id), ports.history.remove(id)]);
}

/** Takes the row of a deleted job away, or leaves a tombstone where an idempotency key still asks for its answer. */
async function purge(row: JobRow, ports: Ports): Promise<void> {
  const now = ports.clock.now();
  const keyHolds = (keyHoldsUntil(row) ?? 0) > now;
  if (keyHolds) await ports.jobs.commit(tombstoneOf(row, now));
  else await ports.jobs.remove(row);
}

async function carryOutOne(effect: PortEffect, row: JobRow, ports: Ports): Promise<void> {
  switch (effect.type) {
    case 'arm':
      return arm(effect.wake, effect.at, row.table.precision === 'second', ports, ownerKey(row));
    case 'arm-beat': {
      const specs = beatSpecs(row, effect.table, effect.from, ports.clock.now());
      await Promise.all(specs.map((spec) => ports.scheduler.create(spec)));
      return;
    }
    case 'disarm':
      await Promise.all(effect.schedules.map((name) => ports.scheduler.remove(name)));
      return;
    case 'keep-payload':
      return ports.jobs.keepPayload(row.id, effect.until);
    case 'forget':
      return forget(row.id, ports);
    case 'tell':
      return tell(effect.news, row, ports);
    case 'record': {
      const { execution, rank, notes = [] } = effect;
      const counted = notes.map((note) => takeNote(note, ports));
      return allSettled([ports.history.record(row.id, execution, rank), ...counted]);
    }
  }
}

/**
 * Sends a wake-up by the carrier that fits its distance.
 * @param group the message group of its job, where that is known
 */
export async function arm(
  wake: WakeUp,
  at: number,
  sharp: boolean,
  ports: Ports,
  group?: string,
): Promise<void> {
  const body = JSON.stringify(wake);
  const carrier = carrierFor(at, ports.clock.now(), ports.settings.nearBound, sharp);
  if (carrier.via === 'queue') return ports.queue.send(body, carrier.delay, { group });
  return ports.scheduler.create({
    name: ScheduleName.wake(wake),
    expression: carrier.expression,
    body,
    once: true,
  });
}

function beatSpecs(row: JobRow, table: Recurring, from: number, now: number): ScheduleSpec[] {
  const beat = beatOf(table);
  return beat.expressions.map((expression, index) => {
    const name = ScheduleName.beat(row, index);
    const wake = { kind: 'beat', job_id: row.id, gen: row.gen, armed_at: now, schedule: name } as const;
    const base = { name, expression, body: JSON.stringify(wake satisfies WakeUp), once: false };
    const zone = beat.timezone === undefined ? {} : { timezone: beat.timezone };
    return { ...base, ...zone, ...(from > now && { start: from }) };
  });
}
