import { Ductape, DuctapeError } from '../sdk/index.ts';

/** Secrets of the sample config, where the environment has none. */
export const SAMPLE_SECRETS = { PAYMENTS_TOKEN: 'sample-token' };

/** The named schedule that is declared last: where it is, the samples were added. */
const LAST = 'sample-row';

/**
 * Adds one job of each sample kind, unless an earlier start of the same data has added them, and says what will happen.
 * @param now by the clock of who runs them, Unix ms
 */
export async function addSamples(endpoint: string, now = Date.now()): Promise<string[]> {
  const ductape = new Ductape({ endpoint, product: 'shop', env: 'dev' });
  if (await isThere(ductape, LAST)) {
    const all = `curl -s '${endpoint}/v1/jobs?product=shop&env=dev'`;
    return [`The sample jobs of an earlier start are there, none is added:\n  ${all}`];
  }
  // A start that is ended among them leaves the rest to the next one: keys and names keep each from being there twice.
  const samples = {
    'a payment, now': async () =>
      await ductape.actions.dispatch({
        app: 'payments',
        event: 'charge',
        input: { amount: 99.99 },
        idempotency_key: 'sample-payment',
      }),
    'a payment in 3 s': async () =>
      await unlessThere(
        ductape.actions.dispatch({
          app: 'payments',
          event: 'charge',
          input: { body: { amount: 12 } },
          schedule: { start_at: now + 3000 },
          idempotency_key: 'sample-payment-later',
        }),
      ),
    'a flaky call, tried again after 1 s and 2 s': async () =>
      await ductape.actions.dispatch({
        app: 'payments',
        event: 'flaky',
        input: { body: { order: 'order_456' } },
        retries: 3,
        idempotency_key: 'sample-flaky-call',
      }),
    'a file, now': async () =>
      await ductape.storage.dispatch({
        storage: 'files',
        operation: 'upload',
        input: { fileName: 'hello.txt', buffer: { text: 'Hello.' } },
        idempotency_key: 'sample-file',
      }),
    'the schedule sample-message: a message every 5 s, five times': async () =>
      await declared(
        ductape.schedules.upsert('sample-message', {
          namespace: 'events',
          broker: 'orders',
          event: 'order_created',
          input: { message: { orderId: 'order_123', status: 'created' } },
          schedule: { every: 5000, limit: 5 },
        }),
      ),
  };
  const lines = await Promise.all(
    Object.entries(samples).map(async ([what, add]) => `Added ${what}: ${(await add()).job_id}`),
  );
  const { job_id } = await declared(
    ductape.schedules.upsert(LAST, {
      namespace: 'database',
      database: 'ledger',
      operation: 'upsert',
      input: { table: 'entries', data: { id: 'entry_1', amount: 7 }, conflictKeys: ['id'] },
      schedule: { cron: '* * * * *', limit: 5 },
    }),
  );
  return [...lines, `Added the schedule ${LAST}: a row each minute, five times: ${job_id}`];
}

/** The same; a config of another kind may have no place for the samples, which is said. */
export async function triedSamples(endpoint: string, now: number): Promise<string[]> {
  try {
    return await addSamples(endpoint, now);
  } catch (error) {
    if (!(error instanceof DuctapeError)) throw error;
    return [`The samples are not added: ${error.message}`, 'Without them: npm start -- --no-samples'];
  }
}

async function isThere({ schedules }: Pick<Ductape, 'schedules'>, name: string): Promise<boolean> {
  try {
    await schedules.get(name, { product: 'shop', env: 'dev' });
    return true;
  } catch (error) {
    if (error instanceof DuctapeError && error.code === 'NOT_FOUND') return false;
    throw error;
  }
}

/** The same key at another time is another request, which is refused. */
async function unlessThere(dispatched: Promise<{ job_id: string }>): Promise<{ job_id: string }> {
  try {
    return await dispatched;
  } catch (error) {
    if (error instanceof DuctapeError && error.code === 'IDEMPOTENCY_CONFLICT')
      return { job_id: 'there already' };
    throw error;
  }
}

const declared = async (upserted: Promise<{ job: { id: string } }>) => ({ job_id: (await upserted).job.id });
