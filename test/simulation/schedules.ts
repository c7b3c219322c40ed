import type { MemoryScheduler } from '../../adapters/memory/memory-queues.ts';
import type { Chance } from '../../bench/virtual/chance.ts';
import type { VirtualTime } from '../../bench/virtual/virtual-time.ts';
import type { ScheduleSpec } from '../../core/ports/scheduler.ts';
import { nextFire } from '../../local/scheduler/next-fire.ts';

/** Schedules that fire up to 60 s late, scrambled, and at least once, as the service does. */
export class Schedules {
  private readonly time: VirtualTime;
  private readonly chance: Chance;
  private readonly stored: MemoryScheduler;
  private readonly send: (body: string) => void;

  constructor(time: VirtualTime, chance: Chance, stored: MemoryScheduler, send: (body: string) => void) {
    this.time = time;
    this.chance = chance;
    this.stored = stored;
    this.send = send;
  }

  create(spec: ScheduleSpec): void {
    if (this.stored.schedules.has(spec.name)) return;
    void this.stored.create(spec);
    this.fireNext(spec, this.time.now, this.time.now - 1);
  }

  private fireNext(spec: ScheduleSpec, created: number, after: number): void {
    const zone = spec.timezone ?? 'UTC';
    const timing = { expression: spec.expression, zone, start: spec.start, anchor: created };
    const next = spec.once ? Date.parse(`${spec.expression.slice(3, -1)}Z`) : nextFire(timing, after);
    if (next === null) return;
    const late = this.chance.between(0, 60_000);
    this.time.at(Math.max(next, created) + late, () => {
      if (this.stored.schedules.get(spec.name) === undefined) return;
      this.send(spec.body);
      if (spec.once) this.stored.schedules.delete(spec.name);
    });
    if (!spec.once) {
      this.time.at(next, () => this.stored.schedules.has(spec.name) && this.fireNext(spec, created, next));
    }
  }
}
