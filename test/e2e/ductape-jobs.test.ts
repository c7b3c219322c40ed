import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { asRecord } from '../../contract/plain-data.ts';
import { HOUR } from '../../core/time/units.ts';
import { until } from '../until.ts';
import { startDuctapeWorld } from './ductape-world.ts';

/** The examples of Ductape's documentation that call, run workflows or use a database, row by row; only hosts are today's. */

let world: Awaited<ReturnType<typeof startDuctapeWorld>>;
const aws = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

beforeAll(async () => {
  world = await startDuctapeWorld();
}, 60_000);
afterAll(() => world?.stop(), 30_000);

const completed = (job_id: string) => world.completed(job_id);
const calls = (path: string, job_id: string) =>
  world.calls.filter((call) => call.path === path && call.key.startsWith(job_id));
const today = (ahead = 0) => new Date(Date.now() + ahead).toISOString().slice(0, 10);

async function rowsOf(table: string) {
  const client = new DynamoDBClient({ ...aws, endpoint: world.cloud.endpoints.dynamoDb });
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
  client.destroy();
  return Items.map((item) => unmarshall(item));
}

describe('actions', () => {
  test('1: a welcome e-mail in an hour waits as scheduled, with three retries', async () => {
    const start_at = Date.now() + HOUR;
    const result = await world.ductape.actions.dispatch({
      env: 'prd',
      product: 'my-app',
      app: 'email-service',
      event: 'send_welcome_email',
      input: { userId: 'user_123', email: 'john@example.com' },
      retries: 3,
      schedule: { start_at },
    });
    expect(result).toMatchObject({ status: 'scheduled', scheduled_at: start_at, recurring: false });
    expect(await world.ductape.jobs.get(result.job_id)).toMatchObject({ retries: 3, status: 'scheduled' });
  });

  test('2: a payment without a schedule is made now, with the input as its body', async () => {
    const { job_id, status } = await world.ductape.actions.dispatch({
      env: 'prd',
      product: 'billing',
      app: 'payment-service',
      event: 'process_payment',
      input: { orderId: 'order_456', amount: 99.99 },
      retries: 3,
    });
    expect(status).toBe('queued');
    await completed(job_id);
    expect(calls('/process_payment', job_id)).toMatchObject([
      { body: { orderId: 'order_456', amount: 99.99 } },
    ]);
  });

  test('3: a campaign whose time has passed runs now', async () => {
    const { job_id } = await world.ductape.actions.dispatch({
      env: 'prd',
      product: 'marketing',
      app: 'campaign-service',
      event: 'send_campaign',
      input: { campaignId: 'camp_123', audience: 'active_users' },
      retries: 2,
      schedule: { start_at: Date.parse('2025-01-15T10:00:00Z') },
    });
    await completed(job_id);
    expect(calls('/send_campaign', job_id)).toHaveLength(1);
  });

  test('6: a structured body is the body, and a failure is tried again up to three times', async () => {
    let times = 0;
    world.answers.set('/process_payment', () => ({ status: ++times === 1 ? 503 : 200, body: {} }));
    const { job_id } = await world.ductape.actions.dispatch({
      app: 'payment-service',
      event: 'process_payment',
      input: { body: { orderId: 'order_123' } },
      retries: 3,
    });
    await until('the second attempt', () => calls('/process_payment', job_id).length === 2, 20_000);
    world.answers.delete('/process_payment');
    expect(calls('/process_payment', job_id)[1]?.body).toEqual({ orderId: 'order_123' });
  });

  test.each([
    ['TIMEOUT', 504, 2],
    ['INVALID_ADDRESS', 500, 1],
  ])('7: of retryableErrors %s, told by the status %i, makes %i attempts', async (code, status, attempts) => {
    let times = 0;
    world.answers.set('/send_email', () => ({ status: ++times > 1 ? 200 : status, body: { code } }));
    const { job_id } = await world.ductape.actions.dispatch({
      app: 'email-service',
      event: 'send_email',
      input: { body: { to: 'user@example.com' } },
      retries: 5,
      retryConfig: {
        initialDelay: 2000,
        maxDelay: 300_000,
        backoffMultiplier: 2,
        retryableErrors: ['TIMEOUT', 'RATE_LIMITED'],
      },
    });
    const job = await until(
      'the end',
      async () => {
        const found = await world.ductape.jobs.get(job_id);
        return ['completed', 'failed'].includes(found.status) ? found : undefined;
      },
      20_000,
    );
    expect(job.status).toBe(attempts === 2 ? 'completed' : 'failed');
    expect(calls('/send_email', job_id)).toHaveLength(attempts);
  });

  test('8: jitter is taken', async () => {
    const { job_id } = await world.ductape.actions.dispatch({
      app: 'sync-service',
      event: 'sync_data',
      input: { body: {} },
      retries: 5,
      retryConfig: { initialDelay: 1000, backoffMultiplier: 2, jitter: true, jitterPercent: 0.3 },
    });
    const job = await completed(job_id);
    expect(job.retryConfig).toMatchObject({ jitter: true, jitterPercent: 0.3 });
    expect(calls('/sync_data', job_id)).toMatchObject([{ body: {} }]);
  });

  test('9: a declined card is not charged again', async () => {
    world.answers.set('/charge_card', () => ({ status: 402, body: { error: { code: 'card_declined' } } }));
    const { job_id } = await world.ductape.actions.dispatch({
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
    const job = await until(
      'the end',
      async () => {
        const found = await world.ductape.jobs.get(job_id);
        return found.status === 'failed' ? found : undefined;
      },
      20_000,
    );
    expect(job.last_error?.code).toBe('CARD_DECLINED');
    expect(calls('/charge_card', job_id)).toHaveLength(1);
  });

  test('18: contacts are synchronised nightly in Los Angeles, from a day before the run', async () => {
    const dispatch = {
      app: 'salesforce-connector',
      event: 'sync_contacts',
      input: { direction: 'bidirectional', lastSyncTime: '$DateAdd($Now(), -24, "hours")' },
      retries: 3,
    };
    const nightly = await world.ductape.actions.dispatch({
      ...dispatch,
      schedule: { cron: '0 1 * * *', tz: 'America/Los_Angeles' },
    });
    expect(nightly).toMatchObject({ recurring: true, next_run_at: expect.any(Number) });
    const { job_id, scheduled_at } = await world.ductape.actions.dispatch(dispatch);
    await completed(job_id);
    const [call] = calls('/sync_contacts', job_id);
    const { lastSyncTime } = asRecord(call?.body);
    expect(lastSyncTime).toBeGreaterThanOrEqual(scheduled_at - 24 * HOUR);
    expect(lastSyncTime).toBeLessThan(scheduled_at - 23 * HOUR);
  });
});

describe('workflows', () => {
  test('4: a daily report at nine in New York is recurring and knows its next run', async () => {
    const dispatch = {
      env: 'prd',
      product: 'reports',
      workflow: 'generate_daily_report',
      input: {},
      retries: 2,
    };
    const daily = await world.ductape.workflows.dispatch({
      ...dispatch,
      schedule: { cron: '0 9 * * *', tz: 'America/New_York' },
    });
    expect(daily).toMatchObject({ recurring: true, status: 'scheduled' });
    const { job_id } = await world.ductape.workflows.dispatch(dispatch);
    expect((await completed(job_id)).result).toMatchObject({ status: 'SUCCEEDED', output: {} });
  });

  test('20: an hourly check whose end has passed is refused, naming why', async () => {
    const refused = world.ductape.workflows.dispatch({
      workflow: 'check_campaign_performance',
      input: { campaignId: 'summer_sale_2025' },
      schedule: { every: HOUR, endDate: '2025-08-31T23:59:59Z' },
    });
    await expect(refused).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      issues: [expect.objectContaining({ path: 'schedule.endDate' })],
    });
  });
});

describe('database', () => {
  test('5: a sync log is inserted with the moment of the run', async () => {
    const { job_id, scheduled_at } = await world.ductape.database.dispatch({
      env: 'prd',
      product: 'sync',
      database: 'inventory-db',
      operation: 'insert',
      input: { table: 'sync_logs', data: { sync_type: 'inventory', started_at: '$Now()' } as never },
      retries: 3,
      schedule: { every: 86_400_000 },
    });
    await completed(job_id);
    const [row] = await until('the row', async () => {
      const rows = await rowsOf('sync-logs');
      return rows.length > 0 ? rows : undefined;
    });
    expect(row).toMatchObject({ sync_type: 'inventory' });
    expect(row?.['started_at']).toBeGreaterThanOrEqual(scheduled_at);
  });

  test('11: a named action fills its placeholders from data', async () => {
    const { job_id } = await world.ductape.database.dispatch({
      database: 'main-db',
      event: 'process_batch',
      input: { query: {}, data: { batch_id: 'batch_123' } },
      retries: 3,
      retryConfig: { retryableErrors: ['DEADLOCK', 'TIMEOUT', 'CONNECTION_LOST'] },
    });
    await completed(job_id);
    expect(await rowsOf('batches')).toEqual([{ id: 'batch_123', state: 'done' }]);
  });

  test('15: an export of yesterday is inserted nightly', async () => {
    const dispatch = {
      database: 'analytics-db',
      operation: 'insert',
      input: {
        table: 'export_jobs',
        data: {
          export_date: '$Format($DateAdd($Now(), -1, "days"), "YYYY-MM-DD")',
          destination: 's3://exports',
          status: 'pending',
        },
      },
      retries: 5,
    } as const;
    const nightly = await world.ductape.database.dispatch({
      ...dispatch,
      schedule: { cron: '0 2 * * *', tz: 'UTC' },
    });
    expect(nightly.recurring).toBe(true);
    const { job_id } = await world.ductape.database.dispatch(dispatch);
    await completed(job_id);
    expect(await rowsOf('export-jobs')).toEqual([
      { export_date: today(-24 * HOUR), destination: 's3://exports', status: 'pending' },
    ]);
  });

  test('16: expired sessions are deleted and the others are not', async () => {
    const client = new DynamoDBClient({ ...aws, endpoint: world.cloud.endpoints.dynamoDb });
    for (const [id, ahead] of [
      ['old', -HOUR],
      ['new', HOUR],
    ] as const) {
      const Item = { id: { S: id }, expires_at: { N: String(Date.now() + ahead) } };
      await client.send(new PutItemCommand({ TableName: 'sessions', Item }));
    }
    client.destroy();
    const dispatch = {
      database: 'sessions-db',
      operation: 'delete',
      input: { table: 'sessions', where: { expires_at: { $LT: '$Now()' } } },
      retries: 2,
    } as const;
    expect(
      await world.ductape.database.dispatch({ ...dispatch, schedule: { cron: '0 * * * *' } }),
    ).toMatchObject({
      recurring: true,
    });
    const { job_id } = await world.ductape.database.dispatch(dispatch);
    await completed(job_id);
    expect((await rowsOf('sessions')).map((row) => row['id'])).toEqual(['new']);
  });
});
