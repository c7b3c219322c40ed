import type { Config } from '../../../../contract/config.ts';
import { HOUR } from '../../../../core/time/units.ts';
import { setIn } from '../../../../core/usecases/schedules/declared-set.ts';
import { completeSchedules } from '../../../../core/usecases/schedules/deploy-schedules.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { SETUP } from '../../../simulation/scenario.ts';
import { World } from '../../../simulation/world.ts';

const SCOPE = { product: 'shop', env: 'dev' };

test('a sweep leaves a set to the process of a later one, and tells of whatever else keeps it from being completed', async () => {
  const dev = SETUP.config.products['shop']?.envs['dev'];
  const nightly = {
    namespace: 'actions',
    app: 'app',
    event: 'e',
    input: {},
    schedule: { every: HOUR },
  } as const;
  const config: Config = { products: { shop: { envs: { dev: { ...dev, schedules: { nightly } } } } } };
  const setup = { ...SETUP, config };
  const { digest } = setIn(config, SCOPE, setup.digest);
  const ports = new World(1, Date.UTC(2026, 0, 1), NO_FAULTS).outside();
  const setApplied = ports.names.setApplied.bind(ports.names);
  const completing = (what: () => Promise<boolean>) =>
    completeSchedules(SCOPE, digest, setup, {
      ...ports,
      names: Object.assign(Object.create(ports.names), {
        setApplied: (...[scope, next, known]: Parameters<typeof setApplied>) =>
          next.open ? setApplied(scope, next, known) : what(),
      }),
    });
  await expect(completing(async () => false)).resolves.toBeUndefined();
  await expect(completing(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});
