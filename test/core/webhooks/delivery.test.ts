import { deliveryBody, groupOf, identityOf, readDelivery } from '../../../core/webhooks/delivery.ts';
import { deliveryOf, hookId, JOB, payloadOf } from './webhook-rows.ts';

describe('a delivery on the queue', () => {
  test('is read as it was written, with all that its payload holds', () => {
    const delivery = deliveryOf(`${JOB}.v3.0`);
    expect(readDelivery(deliveryBody(delivery))).toEqual(delivery);
  });

  test('is in ASCII, and has what is not in it when it is read', () => {
    const payload = payloadOf('job.failed', { error: '\u007f é € \ufffe \u{1f600}' });
    const delivery = { ...deliveryOf(), payload };
    expect(deliveryBody(delivery)).toMatch(/^[ -~]+$/);
    expect(readDelivery(deliveryBody(delivery))).toEqual(delivery);
  });

  test.each<object>([
    {},
    { ...deliveryOf(), webhook_id: 'hook_short' },
    { ...deliveryOf(), webhook_id: undefined },
    { ...deliveryOf(), message_id: '' },
    { ...deliveryOf(), message_id: 'a b' },
    { ...deliveryOf(), message_id: 'x'.repeat(81) },
    { ...deliveryOf(), payload: undefined },
    { ...deliveryOf(), payload: { event: 'job.failed', job: {} } },
    { ...deliveryOf(), payload: { job: { id: JOB } } },
  ])('is not what %j says', (body) => {
    expect(readDelivery(JSON.stringify({ v: 1, ...body }))).toBeUndefined();
  });

  test('is not what is not JSON, or has no version', () => {
    for (const body of ['{', 'null', JSON.stringify(deliveryOf())])
      expect(readDelivery(body)).toBeUndefined();
  });

  test('is made in the order of those of its job to its webhook, and known by its message and webhook', () => {
    expect(groupOf(deliveryOf('n1'))).toBe(`${hookId('a')}#${JOB}`);
    expect(identityOf(deliveryOf('n1'))).toBe(`n1.${hookId('a')}`);
  });
});
