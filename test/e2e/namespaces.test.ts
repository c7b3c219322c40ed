import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Ductape } from '../../sdk/index.ts';
import { until } from '../until.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
const client = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

beforeAll(async () => {
  world = await startWorld();
}, 60_000);

afterAll(async () => {
  await world?.stop();
}, 30_000);

async function completed(job_id: string) {
  return await until(
    'the job to complete',
    async () => {
      const job = await world.ductape.jobs.get(job_id);
      if (job.status === 'failed') throw new Error(JSON.stringify(job.last_error));
      return job.status === 'completed' ? job : undefined;
    },
    15_000,
  );
}

test('an event is published with the run as idempotency key', async () => {
  const { job_id, scheduled_at } = await world.ductape.events.dispatch({
    broker: 'orders',
    event: 'made',
    input: { message: { orderId: 'order_123' } },
  });
  await completed(job_id);
  const sqs = new SQSClient({ ...client, endpoint: world.cloud.endpoints.messaging });
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: `${world.cloud.endpoints.messaging}/000000000000/orders`,
      MessageAttributeNames: ['All'],
      WaitTimeSeconds: 2,
    }),
  );
  sqs.destroy();
  expect(Messages).toHaveLength(1);
  expect(JSON.parse(Messages[0]?.Body ?? '')).toEqual({ orderId: 'order_123' });
  expect(Messages[0]?.MessageAttributes?.['idempotency_key']?.StringValue).toBe(`${job_id}-${scheduled_at}`);
});

test('a file is uploaded', async () => {
  const { job_id } = await world.ductape.storage.dispatch({
    storage: 'files',
    operation: 'upload',
    input: { fileName: 'a/hello.txt', buffer: { text: 'Hello.' } },
  });
  await completed(job_id);
  const s3 = new S3Client({ ...client, endpoint: world.cloud.endpoints.messaging, forcePathStyle: true });
  const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: 'e2e-files', Key: 'a/hello.txt' }));
  expect(await body?.transformToString()).toBe('Hello.');
  s3.destroy();
});

test('a row is written, dispatched by another Lambda', async () => {
  const ductape = new Ductape({
    functionName: world.cloud.names.dispatchFunction,
    endpoint: world.cloud.endpoints.lambda,
    region: client.region,
    credentials: client.credentials,
    product: 'shop',
    env: 'dev',
  });
  const { job_id } = await ductape.database.dispatch({
    database: 'ledger',
    operation: 'insert',
    input: { table: 'entries', data: { id: 'entry_1', amount: 7 } },
  });
  await completed(job_id);
  const dynamoDb = new DynamoDBClient({ ...client, endpoint: world.cloud.endpoints.dynamoDb });
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: 'entries', Key: { id: { S: 'entry_1' } } }),
  );
  expect(Item?.['amount']).toEqual({ N: '7' });
  dynamoDb.destroy();
});

test('jobs are listed by status, and a job that waits continues after the cloud was started again', async () => {
  const start_at = Date.now() + 12_000;
  const { job_id } = await world.ductape.actions.dispatch({
    app: 'app',
    event: 'ok',
    input: {},
    schedule: { start_at },
  });
  const listed = await world.ductape.jobs.list({ status: 'scheduled', product: 'shop', env: 'dev' });
  expect(listed.jobs.map(({ id }) => id)).toEqual([job_id]);
  expect((await world.ductape.jobs.list({ status: 'completed', limit: 2 })).jobs.length).toBe(2);
  await world.cloud.stop();
  const again = await world.open();
  expect(again.rearmed).toBeGreaterThanOrEqual(1);
  const call = await until('the call', () => world.callsOf(job_id)[0], 25_000);
  expect(call.at).toBeGreaterThanOrEqual(start_at);
  await again.stop();
}, 60_000);
