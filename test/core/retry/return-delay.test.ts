import { returnDelay } from '../../../core/usecases/execute/answer-message.ts';

describe('a message that is returned', () => {
  test('stays away longer each time, never more than five minutes', () => {
    expect([1, 2, 3, 4, 5, 6].map(returnDelay)).toEqual([1000, 10_000, 60_000, 300_000, 300_000, 300_000]);
  });

  test('outlasts a fault of six minutes before its fifth receive', () => {
    expect([1, 2, 3, 4].map(returnDelay).reduce((sum, delay) => sum + delay)).toBeGreaterThan(360_000);
  });
});
