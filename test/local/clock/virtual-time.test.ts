import { HOUR } from '../../../core/time/units.ts';
import { VirtualClock } from '../../../local/clock/virtual-clock.ts';
import { until } from '../../until.ts';
import { cleanUp, functionOf } from '../lambda/bundle.ts';

let clock: VirtualClock;

beforeEach(() => {
  clock = new VirtualClock(7 * HOUR, () => {});
});

afterEach(async () => {
  await cleanUp();
  clock.stop();
});

const run = async (code: string) => {
  const fn = await functionOf(
    `import { setTimeout as sleep } from 'node:timers/promises';
     export const handler = async (event, context) => { ${code} };`,
    { clock },
  );
  const answer = fn.invoke('{}').then(({ payload }) => JSON.parse(payload.toString()));
  return answer;
};

test('a function sees the clock in every form of Date', async () => {
  const before = clock.now();
  const { now, made, text, exact, same } = await run(`
    return { now: Date.now(), made: new Date().getTime(), text: Date.parse(Date()), exact: new Date(2000, 0).getFullYear(),
      same: new Date() instanceof Date && new Date().constructor === Date };`);
  for (const time of [now, made]) {
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(clock.now());
  }
  expect(text).toBeGreaterThan(before - 1000);
  expect({ exact, same }).toEqual({ exact: 2000, same: true });
});

test('it sleeps by the clock, which is not work, and wakes at once when the clock is moved past its time', async () => {
  const answer = run(`
    const before = Date.now();
    await sleep(${3 * HOUR});
    return Date.now() - before;`);
  await until(
    'the function to sleep',
    () => clock.nextDue() < Number.POSITIVE_INFINITY && !clock.isWorking(),
  );
  clock.move(clock.nextDue() - clock.now() - 60_000);
  expect(clock.isWorking()).toBe(false);
  clock.move(60_000);
  expect(clock.isWorking()).toBe(true);
  expect(await answer).toBeGreaterThanOrEqual(3 * HOUR);
  await until('the work to end', () => !clock.isWorking());
});

test('a sleep that is broken off ends and is work again', async () => {
  const message = await run(`
    try {
      await sleep(${HOUR}, undefined, { signal: AbortSignal.timeout(100) });
      return 'slept';
    } catch (error) {
      return error.name;
    }`);
  expect(message).toBe('AbortError');
  // The host hears of it on a connection of its own, maybe after the answer.
  await until('the alarm to be gone', () => clock.nextDue() === Number.POSITIVE_INFINITY);
  await until('the work to end', () => !clock.isWorking());
});

test('its timeout passes in the time of the machine', async () => {
  const left = await run('return context.getRemainingTimeInMillis();');
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(10_000);
});

test('one that dies asleep leaves no work and no alarm behind', async () => {
  const answer = run(`setTimeout(() => process.exit(3), 100); await sleep(${HOUR});`);
  expect(await answer).toMatchObject({ errorMessage: expect.stringContaining('exit status 3') });
  expect(clock.isWorking()).toBe(false);
  await until('the alarm to be gone', () => clock.nextDue() === Number.POSITIVE_INFINITY);
});
