import { DAY, MINUTE } from '../../../core/time/units.ts';
import { afterAttempt, deliveryDelay, isDeadLettered } from '../../../core/webhooks/delivery-policy.ts';
import { NOW, webhookRow } from './webhook-rows.ts';

const failed = { delivered: false, error: 'the receiver answered 500', status: 500 } as const;

describe('the wait between attempts', () => {
  test('grows from five seconds to an hour and stays there', () => {
    const seconds = [1, 2, 3, 4, 5, 6, 7, 30].map((attempt) => deliveryDelay(attempt, () => 0) / 1000);
    expect(seconds).toEqual([5, 30, 120, 600, 1800, 3600, 3600, 3600]);
  });

  test('is spread by up to a fifth', () => {
    expect(deliveryDelay(1, () => 0.999_999)).toBe(6000);
    expect(deliveryDelay(6, () => 0.5)).toBe(66 * 60_000);
  });

  test('makes some thirty attempts of a day, far from the two hundredth receive that would dead-letter a message', () => {
    let attempts = 0;
    for (let at = NOW; !isDeadLettered(NOW, at); at += deliveryDelay(attempts, () => 0)) attempts += 1;
    expect(attempts).toBeGreaterThan(25);
    expect(attempts).toBeLessThan(35);
  });
});

test('a delivery is dead-lettered at the first failure a day after it was sent, not before', () => {
  expect(isDeadLettered(NOW, NOW + DAY - 1)).toBe(false);
  expect(isDeadLettered(NOW, NOW + DAY)).toBe(true);
});

describe('a webhook', () => {
  test('is failing since its first failure, and is not written again for those that follow', () => {
    const failing = afterAttempt(webhookRow(), failed, NOW);
    const last_failure = { at: NOW, status: 500, error: 'the receiver answered 500' };
    expect(failing).toEqual(webhookRow({ failing_since: NOW, last_failure, version: 2 }));
    const row = webhookRow({ failing_since: NOW, last_failure });
    expect(afterAttempt(row, failed, NOW + 5 * MINUTE - 1)).toBeUndefined();
  });

  test('says what the last delivery failed with, every five minutes at most, in two hundred characters', () => {
    const row = webhookRow({ failing_since: NOW, last_failure: { at: NOW, status: 500, error: 'x' } });
    const silent = { delivered: false, error: 'y'.repeat(900) } as const;
    expect(afterAttempt(row, silent, NOW + 5 * MINUTE)).toMatchObject({
      failing_since: NOW,
      last_failure: { at: NOW + 5 * MINUTE, error: `${'y'.repeat(200)}…` },
    });
    const well = afterAttempt(row, { delivered: true }, NOW + 1);
    expect(well).toMatchObject({ last_failure: { at: NOW, status: 500 } });
    expect(afterAttempt(well ?? row, { delivered: true }, NOW + 2)).toBeUndefined();
  });

  test('is disabled with a reason after a day of nothing but failures', () => {
    const disabled = afterAttempt(webhookRow({ failing_since: NOW }), failed, NOW + DAY);
    expect(disabled).toMatchObject({
      enabled: false,
      failing_since: NOW,
      updated_at: NOW + DAY,
      version: 2,
      disabled_reason: 'Every delivery of a day has failed, the last one so: the receiver answered 500',
    });
  });

  test('is well again after one success, which is not noted when nothing was wrong', () => {
    const well = afterAttempt(webhookRow({ failing_since: NOW }), { delivered: true }, NOW + DAY);
    expect(well).toEqual(webhookRow({ version: 2 }));
    expect(well).not.toHaveProperty('failing_since');
    expect(afterAttempt(webhookRow(), { delivered: true }, NOW)).toBeUndefined();
  });

  test('that answers 410 Gone is disabled at once', () => {
    const gone = afterAttempt(webhookRow(), { ...failed, status: 410 }, NOW);
    expect(gone).toMatchObject({ enabled: false, disabled_reason: 'The receiver answered 410 Gone.' });
    expect(gone).toMatchObject({ failing_since: NOW, updated_at: NOW });
    const failing = webhookRow({ failing_since: NOW - DAY });
    expect(afterAttempt(failing, { ...failed, status: 410 }, NOW)).toMatchObject({
      failing_since: NOW - DAY,
      updated_at: NOW,
    });
  });

  test('that is disabled stays as it is', () => {
    const row = webhookRow({ enabled: false, disabled_reason: 'x' });
    expect(afterAttempt(row, { delivered: true }, NOW)).toBeUndefined();
    expect(afterAttempt(row, failed, NOW)).toBeUndefined();
  });
});
