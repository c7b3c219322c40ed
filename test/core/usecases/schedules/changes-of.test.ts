import type { DeclaredSchedules } from '../../../../contract/named-schedule.ts';
import type { Schedule } from '../../../../contract/schedule.ts';
import { HOUR } from '../../../../core/time/units.ts';
import { putSchedules } from '../../../../core/usecases/schedules/put-schedules.ts';
import { inputs } from '../../../../namespaces/input-registry.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { SETUP as SIMULATED } from '../../../simulation/scenario.ts';
import { World } from '../../../simulation/world.ts';

const SCOPE = { product: 'shop', env: 'dev' };
const SETUP = { ...SIMULATED, inputs };

describe('what a dry run tells of a changed schedule', () => {
  const declared = (more: object, schedule: Schedule = { cron: '0 9 * * *' }) =>
    ({
      a: { namespace: 'actions', app: 'app', event: 'e', input: {}, ...more, schedule },
    }) as DeclaredSchedules;
  /** The changes, each as a line. */
  async function changes(from: DeclaredSchedules, to: DeclaredSchedules): Promise<string[] | undefined> {
    const ports = new World(1, Date.UTC(2026, 0, 1), NO_FAULTS).outside();
    await putSchedules({ ...SCOPE, schedules: from }, SETUP, ports);
    const { schedules } = await putSchedules({ ...SCOPE, schedules: to, dry_run: true }, SETUP, ports);
    return schedules[0]?.changes?.map(({ path, ...texts }) => `${path}: ${texts.from} to ${texts.to}`);
  }

  test('is each field that differs, from what to what', async () => {
    const from = declared({ input: { body: { amount: 5, list: [1] } }, retries: 2 });
    const to = declared(
      { input: { body: { amount: 6, list: [1] } }, cache: 'rates', retries: 2, fairness_key: 'acme' },
      { cron: '0 10 * * *', tz: 'Europe/Zurich', limit: 3 },
    );
    expect(await changes(from, to)).toEqual([
      'input.body.amount: 5 to 6',
      'schedule.cron: "0 9 * * *" to "0 10 * * *"',
      'schedule.tz: "UTC" to "Europe/Zurich"',
      'schedule.limit: undefined to 3',
      'fairness_key: undefined to "acme"',
      'cache: undefined to "rates"',
    ]);
  });

  test('is also that of a name which every object has', async () => {
    expect(await changes(declared({ input: {} }), declared({ input: { toString: null } }))).toEqual([
      'input.toString: undefined to null',
    ]);
  });

  test('is nothing where only the words are other ones, and no rhythm that it keeps', async () => {
    const zone = declared({}, { cron: '0 9 * * *', tz: 'UTC' });
    expect(await changes(declared({}), zone)).toEqual([]);
    const hourly = declared({}, { every: HOUR });
    expect(await changes(hourly, declared({}, { every: 2 * HOUR }))).toEqual([
      'schedule.every: 3600000 to 7200000',
    ]);
  });

  test('tells of ten fields at most, of long texts the beginning, and never the token of a session', async () => {
    const many = (value: string) => ({
      body: Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`n${n}`, value])),
    });
    const told =
      (await changes(declared({ input: many('a') }), declared({ input: many('b'.repeat(500)) }))) ?? [];
    expect(told).toHaveLength(10);
    expect(told[0]).toBe(`input.body.n0: "a" to "${'b'.repeat(119)}…`);
    const session = (token: string) => declared({ session: { tag: 'user', token } });
    expect(await changes(session('one-token'), session('another-token'))).toEqual([]);
  });
});
