import type { Config } from '../../../../contract/config.ts';
import type { MaintenanceWindow } from '../../../../contract/hold.ts';
import { isHeld } from '../../../../core/jobs/row.ts';
import { HOUR, MINUTE, SECOND } from '../../../../core/time/units.ts';
import { dispatchJob } from '../../../../core/usecases/dispatch/dispatch-job.ts';
import { openWindows } from '../../../../core/usecases/maintain/open-windows.ts';
import { listHolds, resumeAll } from '../../../../core/usecases/manage/pause-all.ts';
import { CALLER } from '../../../rows.ts';
import { SCOPES } from '../../../simulation/callers.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { SETUP } from '../../../simulation/scenario.ts';
import { World } from '../../../simulation/world.ts';

const START = Date.UTC(2026, 0, 1);
const SCOPE = { product: 'shop', env: 'dev' };

const configOf = (...maintenance: MaintenanceWindow[]): Config => ({
  products: { shop: { envs: { dev: { maintenance } } } },
});

/** A window of an hour from one o'clock on in Zurich, which is midnight in UTC. */
const nightly = configOf({ cron: '0 1 * * *', tz: 'Europe/Zurich', duration: HOUR, reason: 'the night' });

/** A world whose windows are looked at every minute. */
function worldOf(config: Config) {
  const world = new World(1, START - 10 * MINUTE, NO_FAULTS);
  const ports = world.outside();
  const pass = async (to: number) => {
    while (world.time.now < START + to) {
      await openWindows(config, ports);
      await world.time.runUntil(Math.min(START + to, world.time.now + MINUTE));
    }
  };
  return { world, ports, pass, inForce: async () => (await listHolds(SCOPES, ports)).holds };
}

describe('a maintenance window', () => {
  test('holds its product and env from its moment on for as long as it lasts, each day, by one write', async () => {
    const { ports, pass, inForce } = worldOf(nightly);
    await pass(-SECOND);
    expect(await inForce()).toEqual([]);
    expect(await ports.holds.list()).toHaveLength(1);
    await pass(0);
    const hold = { ...SCOPE, reason: 'the night', window: '0 1 * * * Europe/Zurich' };
    expect(await inForce()).toEqual([{ ...hold, since: START, until: START + HOUR }]);
    await pass(HOUR);
    expect(await inForce()).toEqual([]);
    await pass(24 * HOUR + MINUTE);
    expect(await inForce()).toMatchObject([{ since: START + 24 * HOUR }]);
  });

  test('lets jobs that came due in it start at its end', async () => {
    const { world, ports, pass } = worldOf(nightly);
    const body = { ...SCOPE, app: 'app', event: 'e', input: {}, schedule: { start_at: START + MINUTE } };
    await dispatchJob('actions', body, SETUP, ports);
    const row = () => [...world.jobs.rows.values()][0];
    await pass(HOUR - SECOND);
    expect(row() && isHeld(row() as never)).toBe(true);
    await pass(HOUR + 2 * SECOND);
    expect(row()).toMatchObject({ status: 'completed', started_at: expect.any(Number) });
  });

  test('that a caller has ended stays ended', async () => {
    const { ports, pass, inForce } = worldOf(nightly);
    await pass(10 * MINUTE);
    expect(await resumeAll(SCOPE, CALLER, ports)).toEqual({ holds: [] });
    await pass(20 * MINUTE);
    expect(await inForce()).toEqual([]);
  });

  test('is in force at once where it is declared while it lasts, and may meet another of its kind', async () => {
    const often = configOf({ cron: '*/30 * * * *', duration: HOUR, reason: 'often' });
    const { world, ports, inForce } = worldOf(often);
    await world.time.runUntil(START + 10 * MINUTE);
    await openWindows(often, ports);
    expect((await inForce()).map(({ since }) => since - START)).toEqual([-30 * MINUTE, 0]);
  });
});
