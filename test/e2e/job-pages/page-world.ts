import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { LOCAL, LOCAL_CREDENTIALS } from '../../../local/names.ts';
import type { Job } from '../../../sdk/index.ts';
import { until } from '../../until.ts';
import { type Past, startDuctapeWorld } from '../ductape-world.ts';
import { startWebhookReceiver } from './webhook-receiver.ts';

const PATIENCE = 40_000;

/** Where a dispatched job is found. */
export interface Dispatched {
  job_id: string;
}

/** How an app fails: what it answers, one after the other; then it is well. */
export type Failure = [status: number, body?: object];

/** What the sections of Ductape's job pages run in. */
export type PageWorld = Awaited<ReturnType<typeof startPageWorld>>;

/** A world of Ductape's examples with a receiver of webhooks and words for what the pages are about. */
export async function startPageWorld(secrets: Record<string, string>, past?: Past) {
  const receiver = await startWebhookReceiver(secrets);
  const world = await startDuctapeWorld(past);
  const { ductape } = world;
  const jobOnce = ({ job_id }: Dispatched, what: string, is: (job: Job) => boolean) =>
    until(
      `${job_id}: ${what}`,
      async () => {
        const job = await ductape.jobs.get(job_id);
        return is(job) ? job : undefined;
      },
      PATIENCE,
    );
  return {
    ...world,
    receiver,
    jobOnce,
    ended: (job: Dispatched) =>
      jobOnce(job, 'the end', ({ status }) => status === 'completed' || status === 'failed'),
    /** The job when its first attempt is over, whether it ended or waits for the next. */
    attempted: (job: Dispatched) =>
      jobOnce(job, 'the first attempt', ({ status, retry_count }) => status === 'failed' || retry_count > 0),
    callsOf: ({ job_id }: Dispatched) => world.calls.filter(({ key }) => key.startsWith(job_id)),
    failing: (path: string, ...failures: Failure[]) =>
      world.answers.set(path, (nth) => {
        const [status, body = {}] = failures[nth - 1] ?? [200, { done: true }];
        return { status, body };
      }),
    /** What a path is told of a job, once it is `events` events. */
    told: (path: string, job: string, events: number) =>
      until(
        `${events} events of ${job}`,
        () => {
          const payloads = receiver.told(path, job);
          return payloads.length >= events ? payloads : undefined;
        },
        PATIENCE,
      ),
    rowsOf: async (table: string) => {
      const endpoint = world.cloud.endpoints.dynamoDb;
      const client = new DynamoDBClient({
        region: LOCAL.region,
        credentials: LOCAL_CREDENTIALS,
        endpoint,
      });
      const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
      client.destroy();
      return Items.map((item) => unmarshall(item));
    },
    stop: async () => {
      await receiver.stop();
      await world.stop();
    },
  };
}
