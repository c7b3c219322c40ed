import { isEndUnknown } from '../../../core/retry/unknown-end.ts';
import { returnDelay } from '../../../core/usecases/execute/answer-message.ts';

test.each([
  'TIMEOUT',
  'CONNECTION_ERROR',
  'CONNECTION_LOST',
  'WORKER_LOST',
  'DEAD_LETTERED',
  'SERVICE_UNAVAILABLE',
  'INTERNAL_ERROR',
])('%s leaves open whether the target did what it was asked', (code) => {
  expect(isEndUnknown({ code })).toBe(true);
});

test.each(['VALIDATION_ERROR', 'RATE_LIMITED', 'CARD_DECLINED', 'CANCELLED', ''])(
  '%j says that the target has refused',
  (code) => {
    expect(isEndUnknown({ code })).toBe(false);
    expect(isEndUnknown({ code, unsure: true })).toBe(true);
  },
);

test('a message that is returned stays away for longer each time, up to five minutes', () => {
  expect([1, 2, 3, 4, 5, 100].map(returnDelay)).toEqual([1000, 10_000, 60_000, 300_000, 300_000, 300_000]);
});
