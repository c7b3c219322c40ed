import { MemoryHoldStore } from '../../adapters/memory/memory-hold-store.ts';
import type { VirtualTime } from '../../bench/virtual/virtual-time.ts';
import type { Config } from '../../contract/config.ts';
import type { Hold, HoldScope } from '../../contract/hold.ts';
import { defined } from '../../contract/plain-data.ts';
import type { AuditRecord } from '../../core/jobs/audit-record.ts';
import { holdOn } from '../../core/jobs/hold.ts';
import { isHeld, type JobRow } from '../../core/jobs/row.ts';
import type { HoldStore } from '../../core/ports/hold-store.ts';
import type { Clock } from '../../core/time/clock.ts';
import { HOUR, MINUTE, SECOND } from '../../core/time/units.ts';
import { MaintenanceWindows } from '../../core/usecases/maintain/maintenance-windows.ts';
import { pauseAll, resumeAll } from '../../core/usecases/manage/pause-all.ts';
import { CALLER } from './callers.ts';
import type { World } from './world.ts';

/** How long after the end of a hold a job may still wait where nothing fails, ms. */
const WOKEN_WITHIN = 10_000;

/** Holds in memory, with what they were at every moment: a process goes by those of up to a second ago. */
export class PastHolds extends MemoryHoldStore {
  /** By the ids of their entries in the audit trail. */
  readonly commands = new Set<string>();
  private readonly past: { at: number; holds: Hold[] }[] = [{ at: Number.NEGATIVE_INFINITY, holds: [] }];
  private readonly time: VirtualTime;

  constructor(time: VirtualTime, stream: (record: AuditRecord | undefined) => void) {
    super(stream);
    this.time = time;
  }

  /** With maintenance windows. */
  config?: Config;

  override async put(hold: Hold, record?: AuditRecord): Promise<void> {
    if (record) this.commands.add(record.id);
    await super.put(hold, record);
    this.past.push({ at: this.time.now, holds: [...this.holds.values()] });
  }

  at(moment: number): Hold[] {
    return this.withWindows(this.written(moment), moment);
  }

  private written(moment: number): Hold[] {
    return this.past.findLast(({ at }) => at <= moment)?.holds ?? [];
  }

  private withWindows(written: Hold[], moment: number): Hold[] {
    if (!this.config) return written;
    return new MaintenanceWindows(this.config, { now: () => moment }).beside(written);
  }

  /** Whether a hold was in force on a job at every moment of a stretch, Unix ms. */
  throughout(row: JobRow, from: number, to: number): boolean {
    const changes = this.past.flatMap(({ at }) => (from < at && at <= to ? [at] : []));
    return [...changes, to].every(
      (end, i) => holdOn(row, this.at(changes[i - 1] ?? from), end) !== undefined,
    );
  }

  /** The holds as a process sees them that has read them within the last second. */
  seen(age: () => number, clock: Pick<Clock, 'now'>): HoldStore {
    const store: Pick<HoldStore, 'current' | 'list'> = {
      current: async () => this.withWindows(this.written(this.time.now - age()), clock.now()),
      list: async () => this.withWindows(await this.list(), clock.now()),
    };
    return Object.assign(Object.create(this), store);
  }
}

/** Callers that hold all jobs for a while, of several scopes and at once, and resume them in the end. */
export function holdJobs(world: World, start: number, end: number): void {
  const { chance, time } = world;
  world.isHolding = true;
  if (chance.happens(0.3)) maintain(world, start);
  for (let i = chance.between(1, 4); i > 0; i -= 1) {
    const scope = chance.pick<HoldScope>([
      {},
      { product: 'shop', env: 'dev' },
      { env: 'dev', namespace: 'actions' },
      { namespace: 'storage' },
    ]);
    // Most is due in the first minutes of a world.
    const within = chance.pick([3 * MINUTE, 10 * MINUTE, HOUR, end - start]);
    const from = start + chance.between(0, Math.min(within, end - start));
    const until = chance.pick([undefined, from + 30 * SECOND, from + 5 * MINUTE, from + 2 * HOUR]);
    const hold = { ...scope, reason: `reason ${i}`, ...defined({ until }) };
    time.at(from, () => void world.inProcess((ports) => pauseAll(hold, CALLER, ports)));
    // What has lost its wake-up meets the hold by the sweep.
    if (chance.happens(0.25)) time.at(from + 5 * SECOND, () => world.purge());
    time.at(from + chance.pick([1, 40 * SECOND, 10 * MINUTE, HOUR]), () => resume(world, scope));
    // It may have been resumed before it was held.
    time.at(end + MINUTE, () => resume(world, scope));
    if (until !== undefined) time.at(until + WOKEN_WITHIN, () => look(world));
  }
}

/** A product and env with windows on one day, the first soon after the start, of which callers may end one early. */
function maintain(world: World, start: number): void {
  const { chance, time, holds } = world;
  const first = new Date(start + chance.pick([1, 2]) * MINUTE);
  const [minute, day, month] = [first.getUTCMinutes(), first.getUTCDate(), first.getUTCMonth() + 1];
  const cron = `${minute}-59/${chance.pick([4, 7, 30])} * ${day} ${month} *`;
  const window = { cron, duration: chance.pick([1, 3, 12]) * MINUTE, reason: 'maintenance' };
  holds.config = { products: { shop: { envs: { dev: { maintenance: [window] } } } } };
  for (let at = start - (start % MINUTE) + WOKEN_WITHIN; at < start + 2 * HOUR; at += MINUTE)
    time.at(Math.max(start, at), () => look(world));
  time.at(start + chance.pick([2, 5, 60]) * MINUTE, () => resume(world, { product: 'shop', env: 'dev' }));
}

/** Ends a hold, and asks again each minute while there is no answer. */
function resume(world: World, scope: HoldScope): void {
  let isAnswered = false;
  void world
    .inProcess((ports) => resumeAll(scope, CALLER, ports))
    .then((answer) => {
      isAnswered = answer !== undefined;
      if (isAnswered) world.time.after(WOKEN_WITHIN, () => look(world));
    });
  world.time.after(MINUTE, () => !isAnswered && resume(world, scope));
}

/** Where nothing fails no job waits for long for a hold that is over. */
function look({ jobs, faults, throttles, purged, holds, time, watch }: World): void {
  if (faults.death > 0 || throttles || purged) return;
  for (const row of jobs.rows.values()) {
    const wasHeld = Array.from({ length: WOKEN_WITHIN / SECOND + 1 }, (_, i) => time.now - i * SECOND).some(
      (moment) => holdOn(row, holds.at(moment), moment) !== undefined,
    );
    const waits = isHeld(row) && row.runs.length === 0;
    if (waits && !wasHeld) watch.violations.push(`${row.id}: waits for a hold that is over`);
  }
}
