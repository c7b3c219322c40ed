import { HOUR } from '../../../../core/time/units.ts';
import { putSchedules } from '../../../../core/usecases/schedules/put-schedules.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { SETUP } from '../../../simulation/scenario.ts';
import { World } from '../../../simulation/world.ts';

const set = (name: string) => ({
  [name]: { namespace: 'actions', app: 'app', event: 'e', input: {}, schedule: { every: HOUR } },
});

test('a set is refused while another of its product is at work, whatever it asks, and taken when that is done', async () => {
  const ports = new World(1, Date.UTC(2026, 0, 1), NO_FAULTS).outside();
  const put = (name: string, how: { dry_run?: boolean; prune?: boolean } = {}) =>
    putSchedules({ product: 'shop', env: 'dev', schedules: set(name), ...how }, SETUP, ports);
  const { promise, resolve } = Promise.withResolvers<void>();
  const find = ports.names.find.bind(ports.names);
  ports.names.find = async (...asked) => {
    await promise;
    return await find(...asked);
  };
  const first = put('a');
  for (const how of [{}, { dry_run: true }, { prune: true }])
    await expect(put('b', how)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  resolve();
  await expect(first).resolves.toMatchObject({ schedules: [{ name: 'a', outcome: 'created' }] });
  await expect(put('b')).resolves.toMatchObject({
    schedules: [{ name: 'a', outcome: 'ended' }, { name: 'b' }],
  });
});

test('a set is taken beside one of another env of its product, and refused beside two', async () => {
  const ports = new World(1, Date.UTC(2026, 0, 1), NO_FAULTS).outside();
  const put = (name: string) =>
    putSchedules({ product: 'shop', env: 'dev', schedules: set(name) }, SETUP, ports);
  const now = ports.clock.now();
  const beside = async (env: string) => await ports.limiter.acquire('#set#shop', env, 2, now, now + HOUR);
  await beside('prd');
  await expect(put('a')).resolves.toMatchObject({ schedules: [{ name: 'a', outcome: 'created' }] });
  await beside('snd');
  await expect(put('b')).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  await ports.limiter.release('#set#shop', 'prd');
  await expect(put('b')).resolves.toMatchObject({
    schedules: [{ name: 'a', outcome: 'ended' }, { name: 'b' }],
  });
});

test.each([
  [29_999, 'refused'],
  [30_000, 'taken'],
])('a set is taken again %d ms after the process of another one has died: it is %s', async (ms, what) => {
  const world = new World(1, Date.UTC(2026, 0, 1), NO_FAULTS);
  const ports = world.outside();
  const put = (own = ports) => putSchedules({ product: 'shop', env: 'dev', schedules: set('a') }, SETUP, own);
  const never = () => new Promise<never>(() => undefined);
  void put({ ...ports, names: Object.assign(Object.create(ports.names), { findApplied: never }) });
  await new Promise(setImmediate);
  const later = { ...ports, clock: { ...ports.clock, now: () => world.time.now + ms } };
  const told = await put(later).then(
    () => 'taken',
    ({ code }) => (code === 'SERVICE_UNAVAILABLE' ? 'refused' : code),
  );
  expect(told).toBe(what);
});

test.each([{ product: 'blog' }, { env: 'prd' }])(
  'a set for %j, which is not there, is refused as not found',
  async (place) => {
    const ports = new World(1, Date.UTC(2026, 0, 1), NO_FAULTS).outside();
    for (const schedules of [{}, set('a')]) {
      const put = putSchedules({ product: 'shop', env: 'dev', schedules, ...place }, SETUP, ports);
      await expect(put).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  },
);
