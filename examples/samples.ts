import { Ductape } from '../sdk/index.ts';

/** Secrets of the sample config, where the environment has none. */
export const SAMPLE_SECRETS = { PAYMENTS_TOKEN: 'sample-token' };

/** Dispatches one job of each sample kind and says what will happen. @param now by the clock of who runs them, Unix ms */
export async function dispatchSamples(endpoint: string, now = Date.now()): Promise<string[]> {
  const ductape = new Ductape({ endpoint, product: 'shop', env: 'dev' });
  const samples = {
    'a payment, now': ductape.actions.dispatch({
      app: 'payments',
      event: 'charge',
      input: { amount: 99.99 },
    }),
    'a payment in 3 s': ductape.actions.dispatch({
      app: 'payments',
      event: 'charge',
      input: { body: { amount: 12 } },
      schedule: { start_at: now + 3000 },
    }),
    'a flaky call, tried again after 1 s and 2 s': ductape.actions.dispatch({
      app: 'payments',
      event: 'flaky',
      input: { body: { order: 'order_456' } },
      retries: 3,
    }),
    'a message every 5 s, five times': ductape.events.dispatch({
      broker: 'orders',
      event: 'order_created',
      input: { message: { orderId: 'order_123', status: 'created' } },
      schedule: { every: 5000, limit: 5 },
    }),
    'a file, now': ductape.storage.dispatch({
      storage: 'files',
      operation: 'upload',
      input: { fileName: 'hello.txt', buffer: { text: 'Hello.' } },
    }),
    'a row each minute, five times': ductape.database.dispatch({
      database: 'ledger',
      operation: 'upsert',
      input: { table: 'entries', data: { id: 'entry_1', amount: 7 }, conflictKeys: ['id'] },
      schedule: { cron: '* * * * *', limit: 5 },
    }),
  };
  return await Promise.all(
    Object.entries(samples).map(
      async ([what, dispatched]) => `Dispatched ${what}: ${(await dispatched).job_id}`,
    ),
  );
}
