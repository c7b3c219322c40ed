import { Patience } from '../../../adapters/aws/patient.ts';
import { NoCapacity } from '../../../core/errors/run-error.ts';
import { playedTime } from './patiences.ts';

const throttled = () => Object.assign(new Error('no'), { name: 'ThrottlingException' });
const silent = () => Object.assign(new Error('no'), { name: 'TimeoutError' });

/** A call that is refused `times` times and then answers. */
function refused(times: number, refusal: () => Error = throttled) {
  let tries = 0;
  const attempt = async () => {
    tries += 1;
    if (tries <= times) throw refusal();
    return 'done';
  };
  return { attempt, tries: () => tries };
}

describe('a call of AWS that is refused', () => {
  test('is repeated after pauses of full jitter below a bound that doubles from 100 ms to 2 s', async () => {
    const { time, pauses } = playedTime(0.5);
    const { attempt } = refused(7);
    expect(await new Patience(() => 60_000, time).call(attempt)).toBe('done');
    expect(pauses).toEqual([50, 100, 200, 400, 800, 1000, 1000]);
  });

  test('is given up as lacking capacity when the next pause would outlast its budget, and says why', async () => {
    const { time, pauses } = playedTime(0.5);
    const { attempt, tries } = refused(Number.POSITIVE_INFINITY);
    const call = new Patience(() => 1000, time).call(attempt);
    await expect(call).rejects.toThrow(NoCapacity);
    await expect(call).rejects.toMatchObject({ cause: { name: 'ThrottlingException' } });
    expect(pauses).toEqual([50, 100, 200, 400]);
    expect(tries()).toBe(5);
  });

  test('is not repeated without a budget, nor when what was thrown does not pass by itself', async () => {
    const { time } = playedTime();
    const none = refused(1);
    await expect(new Patience(() => 0, time).call(none.attempt)).rejects.toThrow(NoCapacity);
    expect(none.tries()).toBe(1);
    const bug = refused(1, () => new TypeError('a bug'));
    await expect(new Patience(() => 1000, time).call(bug.attempt)).rejects.toThrow(TypeError);
    expect(bug.tries()).toBe(1);
  });

  test('is repeated once when its own timeout has used the budget up, as it may have been done', async () => {
    const played = playedTime();
    const patience = new Patience(() => 1000, played.time);
    const hung = refused(Number.POSITIVE_INFINITY, () => {
      played.pass(3000);
      return silent();
    });
    await expect(patience.call(hung.attempt)).rejects.toThrow(NoCapacity);
    expect(hung.tries()).toBe(2);
    const once = refused(1, () => {
      played.pass(3000);
      return silent();
    });
    expect(await patience.call(once.attempt)).toBe('done');
  });

  test('shares its budget with the other parts of the same call', async () => {
    const { time, pauses } = playedTime(0.5);
    const tries = new Patience(() => 1000, time).begin();
    await tries.call(refused(2).attempt);
    await tries.pause('capacity');
    await tries.call(refused(1).attempt);
    expect(pauses).toEqual([50, 100, 200, 400]);
    await expect(tries.pause('capacity')).rejects.toThrow(NoCapacity);
  });
});
