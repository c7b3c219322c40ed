import { MemoryHoldStore } from '../../adapters/memory/memory-hold-store.ts';
import type { VirtualTime } from '../../bench/virtual/virtual-time.ts';
import type { Hold, HoldScope } from '../../contract/hold.ts';
import { defined } from '../../contract/plain-data.ts';
import type { AuditRecord } from '../../core/jobs/audit-record.ts';
import { holdOn } from '../../core/jobs/hold.ts';
import { isHeld, type JobRow } from '../../core/jobs/row.ts';
import type { HoldStore } from '../../core/ports/hold-store.ts';
import { HOUR, MINUTE, SECOND } from '../../core/time/units.ts';
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

  override async put(hold: Hold, record?: AuditRecord): Promise<void> {
    if (record) this.commands.add(record.id);
    await super.put(hold, record);
    this.past.push({ at: this.time.now, holds: [...this.holds.values()] });
  }

  at(moment: number): Hold[] {
    return this.past.findLast(({ at }) => at <= moment)?.holds ?? [];
  }

  /** Whether a hold was in force on a job at every moment of a stretch, Unix ms. */
  throughout(row: JobRow, from: number, to: number): boolean {
    const changes = this.past.flatMap(({ at }) => (from < at && at <= to ? [at] : []));
    return [...changes, to].every(
      (end, i) => holdOn(row, this.at(changes[i - 1] ?? from), end) !== undefined,
    );
  }

  /** The holds as a process sees them that has read them within the last second. */
  seen(age: () => number): HoldStore {
    const store: Pick<HoldStore, 'current'> = { current: async () => this.at(this.time.now - age()) };
    return Object.assign(Object.create(this), store);
  }
}

/** Callers that hold all jobs for a while, of several scopes and at once, and resume them in the end. */
export function holdJobs(world: World, start: number, end: number): void {
  const { chance, time } = world;
  world.isHolding = true;
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
