import fc from 'fast-check';
import { Limits } from '../../../contract/limits.ts';
import { atExpression, SQS_DELAY_MAX, transportFor, wholeSecond } from '../../../core/schedule/transport.ts';

const NOW = Date.UTC(2026, 0, 1);
const NEAR = 900_000;

describe('what carries a wake-up', () => {
  test.each([
    [0, { via: 'queue', delay: 0 }],
    [-5000, { via: 'queue', delay: 0 }],
    [500, { via: 'queue', delay: 0 }],
    [1299, { via: 'queue', delay: 0 }],
    [1499, { via: 'queue', delay: 0 }],
    [1500, { via: 'queue', delay: 1 }],
    [60_000, { via: 'queue', delay: 59 }],
    [900_000, { via: 'queue', delay: 899 }],
    [900_001, { via: 'schedule', expression: 'at(2026-01-01T00:13:31)' }],
    [3_600_000, { via: 'schedule', expression: 'at(2026-01-01T00:58:30)' }],
  ])('due in %i ms is %j', (ahead, transport) => {
    expect(transportFor(NOW + ahead, NOW, NEAR, true)).toEqual(transport);
  });

  test('is a schedule without a lead when the minute is precise enough', () => {
    expect(transportFor(NOW + 3_600_500, NOW, NEAR, false)).toEqual({
      via: 'schedule',
      expression: 'at(2026-01-01T01:00:01)',
    });
  });

  test('is a schedule beyond the bound an operator set, which can be no wider than what SQS delays', () => {
    expect(transportFor(NOW + 120_001, NOW, 120_000, true).via).toBe('schedule');
    expect(transportFor(NOW + 120_000, NOW, 120_000, true).via).toBe('queue');
    expect(transportFor(NOW + 900_001, NOW, Number.POSITIVE_INFINITY, true).via).toBe('schedule');
  });

  test('is the queue for 90 s where it has to be of second precision, as a schedule leaves so much early', () => {
    const via = (ahead: number, secondPrecision: boolean) =>
      transportFor(NOW + ahead, NOW, 10_000, secondPrecision).via;
    expect([via(90_000, true), via(90_001, true)]).toEqual(['queue', 'schedule']);
    expect([via(10_000, false), via(10_001, false)]).toEqual(['queue', 'schedule']);
  });

  test('never delays more than SQS takes, and by the queue never arrives after its time', () => {
    const ahead = fc.integer({ min: -86_400_000, max: 86_400_000 });
    fc.assert(
      fc.property(ahead, fc.integer({ min: 60_000, max: NEAR }), (ms, bound) => {
        const transport = transportFor(NOW + ms, NOW, bound, true);
        if (transport.via === 'schedule') return expect(ms).toBeGreaterThan(bound);
        expect(Number.isInteger(transport.delay)).toBe(true);
        expect(transport.delay).toBeGreaterThanOrEqual(0);
        expect(transport.delay).toBeLessThanOrEqual(SQS_DELAY_MAX);
        return expect(transport.delay * 1000).toBeLessThanOrEqual(Math.max(0, ms));
      }),
      { numRuns: 500 },
    );
  });

  test('leaves EventBridge early enough to be sharpened though it comes a minute late', () => {
    fc.assert(
      fc.property(fc.integer({ min: NEAR + 1, max: 400 * 86_400_000 }), (ms) => {
        const transport = transportFor(NOW + ms, NOW, NEAR, true);
        const fires = transport.via === 'schedule' ? Date.parse(`${transport.expression.slice(3, -1)}Z`) : 0;
        expect(fires).toBeGreaterThan(NOW);
        expect(fires + 60_000).toBeLessThan(NOW + ms);
        expect(NOW + ms - fires).toBeLessThanOrEqual(SQS_DELAY_MAX * 1000);
      }),
      { numRuns: 300 },
    );
  });

  test('names whole seconds of UTC, rounded up so that it is never early', () => {
    expect(atExpression(NOW)).toBe('at(2026-01-01T00:00:00)');
    expect(atExpression(NOW + 1)).toBe('at(2026-01-01T00:00:01)');
    expect(atExpression(NOW + 999)).toBe('at(2026-01-01T00:00:01)');
  });

  test.each([Limits.latestMs - 1000, Limits.latestMs - 1, Limits.latestMs])(
    'names no second past the year 9999, which EventBridge would refuse, also for %i',
    (time) => {
      expect(atExpression(time)).toMatch(/^at\(9999-12-31T23:59:5[89]\)$/);
      expect(wholeSecond(time).getTime()).toBeLessThanOrEqual(Limits.latestMs);
    },
  );
});

test('a wake-up that a schedule sent early is sent on through the queue, however low the near bound is', () => {
  const at = 1_800_000_000_000;
  for (const late of [0, 1, 30_000, 60_000]) {
    expect(transportFor(at, at - 90_000 + late, 60_000, true).via).toBe('queue');
  }
  expect(transportFor(at, at - 90_001, 60_000, true).via).toBe('schedule');
});
