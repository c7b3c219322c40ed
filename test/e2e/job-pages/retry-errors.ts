import type { PageWorld } from './page-world.ts';

/** Of "Retry Strategies": which errors are retried, and the patterns by use case. */
export function retryErrors(page: () => PageWorld): void {
  describe('Error-Based Retry Logic', () => {
    test.each<[string, number, object?]>([
      ['TIMEOUT', 408],
      ['RATE_LIMITED', 429],
      ['SERVICE_UNAVAILABLE', 503],
      ['CONNECTION_ERROR', 0],
    ])('Retry Only Specific Errors: %s is retried', async (code, status) => {
      const { failing, ended, attempted } = page();
      failing('/charge_card', [status]);
      const job = await chargeWithRetryable();
      expect(await attempted(job)).toMatchObject({ retry_count: 1, last_error: { code } });
      expect(await ended(job)).toMatchObject({ status: 'completed', retry_count: 1 });
    });

    test('Retry Only Specific Errors: any other is not', async () => {
      const { failing, ended } = page();
      failing('/charge_card', [500, { code: 'LEDGER_LOCKED' }]);
      const job = await chargeWithRetryable();
      expect(await ended(job)).toMatchObject({
        status: 'failed',
        retry_count: 0,
        last_error: { code: 'LEDGER_LOCKED' },
      });
    });

    const chargeWithRetryable = () =>
      page().ductape.api.dispatch({
        app: 'payment-service',
        event: 'charge_card',
        input: { body: { amount: 99.99 } },
        retries: 3,
        retryConfig: {
          retryableErrors: ['TIMEOUT', 'RATE_LIMITED', 'SERVICE_UNAVAILABLE', 'CONNECTION_ERROR'],
        },
      });

    test.each([
      ['INVALID_CARD', 500],
      ['INSUFFICIENT_FUNDS', 500],
      ['CARD_DECLINED', 500],
      ['FRAUD_DETECTED', 500],
      // The platform's own code, which it gives by the status: an app cannot name it.
      ['VALIDATION_ERROR', 422],
    ])('Never Retry Certain Errors: %s is not, though it comes with a %i', async (code, status) => {
      const { ductape, failing, ended } = page();
      failing('/charge_card', [status, { error: { code } }]);
      const job = await ductape.api.dispatch({
        app: 'payment-service',
        event: 'charge_card',
        input: { body: { amount: 99.99 } },
        retries: 3,
        retryConfig: {
          nonRetryableErrors: [
            'INVALID_CARD',
            'INSUFFICIENT_FUNDS',
            'CARD_DECLINED',
            'FRAUD_DETECTED',
            'VALIDATION_ERROR',
          ],
        },
      });
      expect(await ended(job)).toMatchObject({ status: 'failed', retry_count: 0, last_error: { code } });
    });

    test.each<[string, number, 'scheduled' | 'failed']>([
      ['TIMEOUT', 504, 'scheduled'],
      ['RATE_LIMITED', 429, 'scheduled'],
      ['SERVICE_UNAVAILABLE', 503, 'scheduled'],
      ['CONNECTION_ERROR', 0, 'scheduled'],
      ['VALIDATION_ERROR', 422, 'failed'],
      ['NOT_FOUND', 404, 'failed'],
      ['UNAUTHORIZED', 401, 'failed'],
      ['FORBIDDEN', 403, 'failed'],
    ])('Common Error Types: after %s (%i) a job with retries is %s', async (code, status, then) => {
      const { ductape, failing, attempted } = page();
      failing('/charge_card', [status]);
      const job = await ductape.api.dispatch({
        app: 'payment-service',
        event: 'charge_card',
        input: { body: { amount: 99.99 } },
        retries: 3,
        retryConfig: { initialDelay: 60_000 },
      });
      expect(await attempted(job)).toMatchObject({
        status: then,
        retry_count: then === 'failed' ? 0 : 1,
        last_error: { code },
      });
      if (then === 'scheduled') await ductape.jobs.cancel(job.job_id);
    });
  });

  describe('Retry Patterns by Use Case', () => {
    test('Email Delivery: the mail is delivered', async () => {
      const { ductape, completed } = page();
      const job = await ductape.notifications.dispatch({
        notification: 'user-emails',
        event: 'send_welcome',
        input: {
          email: { recipients: ['user@example.com'] },
        },
        retries: 3,
        retryConfig: {
          initialDelay: 5000,
          backoffMultiplier: 2,
          nonRetryableErrors: ['INVALID_EMAIL', 'UNSUBSCRIBED'],
        },
      });
      await completed(job.job_id);
      expect(page().mails).toMatchObject([{ to: ['user@example.com'] }]);
    });

    test('Database Operations: the batch is processed', async () => {
      const { ductape, rowsOf, completed } = page();
      const job = await ductape.databases.action.dispatch({
        database: 'main-db',
        event: 'process_batch',
        input: { query: {}, data: { batch_id: 'batch_123' } },
        retries: 3,
        retryConfig: {
          initialDelay: 1000,
          retryableErrors: ['DEADLOCK', 'TIMEOUT', 'CONNECTION_LOST'],
        },
      });
      await completed(job.job_id);
      expect(await rowsOf('batches')).toEqual([{ id: 'batch_123', state: 'done' }]);
    });

    test('Message Publishing: the order is published', async () => {
      const { ductape, completed } = page();
      const job = await ductape.events.dispatch({
        broker: 'kafka-main',
        event: 'order_created',
        input: {
          message: { orderId: 'order_123', status: 'created' },
        },
        retries: 5,
        retryConfig: {
          initialDelay: 500,
          maxDelay: 30000,
          backoffMultiplier: 2,
        },
      });
      expect((await completed(job.job_id)).result).toMatchObject({ message_id: expect.any(String) });
    });
  });
}
