import { copyOf } from '../../contract/plain-data.ts';
import type { Scheduler, ScheduleSpec } from '../../core/ports/scheduler.ts';

/** Schedules in memory; the test that made it fires them. */
export class MemoryScheduler implements Scheduler {
  readonly schedules = new Map<string, ScheduleSpec>();

  async create(schedule: ScheduleSpec): Promise<void> {
    if (!/^[0-9a-zA-Z\-_.]{1,64}$/.test(schedule.name))
      throw new RangeError(`bad schedule name ${schedule.name}`);
    if (!this.schedules.has(schedule.name)) this.schedules.set(schedule.name, copyOf(schedule));
  }

  async remove(name: string): Promise<void> {
    this.schedules.delete(name);
  }
}
