import { Worker } from 'bullmq';
import { request } from 'undici';
import { BULLMQ_QUEUE, type BullmqCall } from './bullmq-call.ts';

/**
 * Calls that wait for an answer cost a worker nothing, and BullMQ's guide advises a high concurrency for them; more than
 * this is never due at once under the load.
 */
const CONCURRENCY = 100;

const [port, url] = process.argv.slice(2);

const worker = new Worker<BullmqCall>(
  BULLMQ_QUEUE,
  async ({ id: jobId, data: { id, occurrence } }) => {
    // A job scheduler's jobs are named `repeat:{scheduler}:{moment}`.
    const due = occurrence ?? Number(jobId?.split(':').at(-1));
    const { statusCode, body } = await request(`${url}/hit`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': `${id}-${due}` },
      body: '{}',
    });
    await body.dump();
    if (statusCode >= 300) throw new Error(`the target answered ${statusCode}`);
  },
  {
    connection: { host: '127.0.0.1', port: Number(port), maxRetriesPerRequest: null },
    concurrency: CONCURRENCY,
    // As the guide advises: finished jobs are not kept for ever.
    removeOnComplete: { count: 1000 },
    removeOnFail: { count: 5000 },
  },
);
worker.on('error', (error) => process.stderr.write(`BullMQ: ${error.message}\n`));
process.once('disconnect', () => void worker.close().then(() => process.exit()));
await worker.waitUntilReady();
process.send?.('ready');
