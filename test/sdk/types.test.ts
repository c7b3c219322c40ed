import {
  type DispatchResult,
  Ductape,
  type DuctapeOptions,
  defineJob,
  type Job,
  type JobInput,
  type JobResult,
  JobStatus,
} from '../../sdk/index.ts';

const endpoint = 'http://127.0.0.1:1';
const bare = new Ductape({ endpoint });
const shop = new Ductape({ endpoint, product: 'shop' });
const full = new Ductape({ endpoint, product: 'shop', env: 'dev' });

const sendReport = defineJob<{ to: string }, { sent: boolean }>(async (input, run) => ({
  sent: input.to !== run.idempotency_key,
}));

/** Never called: the compiler is the test, and says so when an expected error does not come. */
async function compiles(): Promise<void> {
  const both = { product: 'shop', env: 'dev' };

  // What is set on the client may be left out of a call, and said otherwise there; the rest is required.
  await bare.workflows.dispatch({ ...both, workflow: 'w', input: {} });
  await shop.workflows.dispatch({ env: 'dev', workflow: 'w', input: {} });
  await full.workflows.dispatch({ workflow: 'w', input: {} });
  await full.workflows.dispatch({ workflow: 'w', input: {}, env: 'prd' });
  // @ts-expect-error neither product nor env is known
  await bare.workflows.dispatch({ workflow: 'w', input: {} });
  // @ts-expect-error env is not known
  await shop.workflows.dispatch({ workflow: 'w', input: {} });
  // @ts-expect-error env is a string
  await full.workflows.dispatch({ workflow: 'w', input: {}, env: 5 });

  // One list may hold dispatches of all namespaces, each as its own dispatch takes it.
  await full.dispatchMany([
    { namespace: 'workflows', workflow: 'w', input: {} },
    { namespace: 'events', broker: 'b:t', input: { message: 'm' }, env: 'prd', idempotency_key: 'k' },
  ]);
  await bare.dispatchMany([{ ...both, namespace: 'workflows', workflow: 'w', input: {} }]);
  // @ts-expect-error neither product nor env is known
  await bare.dispatchMany([{ namespace: 'workflows', workflow: 'w', input: {} }]);
  // @ts-expect-error which namespace it is must be said
  await full.dispatchMany([{ workflow: 'w', input: {} }]);
  // @ts-expect-error a workflow has no broker
  await full.dispatchMany([{ namespace: 'workflows', broker: 'b:t', input: {} }]);

  // Options whose fields may be missing set nothing for sure.
  const options = { endpoint } as DuctapeOptions;
  // @ts-expect-error neither product nor env is sure to be set
  await new Ductape(options).workflows.dispatch({ workflow: 'w', input: {} });
  const anyClient: Ductape = full;

  // A token stands in the place of a signature.
  new Ductape({ endpoint, token: async () => 'current' });
  // @ts-expect-error a request is not signed beside a token
  new Ductape({ endpoint, token: 'text', region: 'eu-west-1' });
  // @ts-expect-error the function is invoked with a signature
  new Ductape({ functionName: 'dispatch', token: 'text' });
  await anyClient.workflows.dispatch({ ...both, workflow: 'w', input: {} });

  // With the type of an own function the input is that of the function.
  await full.workflows.dispatch<typeof sendReport>({
    workflow: 'report',
    input: { to: 'ann' },
    schedule: { cron: '0 9 * * *' },
  });
  await full.actions.dispatch<typeof sendReport>({ app: 'report', event: 'send', input: { to: 'ann' } });
  // @ts-expect-error the function takes a text
  await full.workflows.dispatch<typeof sendReport>({ workflow: 'report', input: { to: 5 } });
  // @ts-expect-error the function takes "to"
  await full.workflows.dispatch<typeof sendReport>({ workflow: 'report', input: {} });
  // @ts-expect-error neither product nor env is known
  await bare.workflows.dispatch<typeof sendReport>({ workflow: 'report', input: { to: 'ann' } });
  const input: JobInput<typeof sendReport> = { to: 'ann' };
  const sent: JobResult<typeof sendReport> = { sent: input.to === 'ann' };
  // @ts-expect-error the result says whether it was sent
  const other: JobResult<typeof sendReport> = {};
  void [sent, other];

  // Every namespace has its own fields and aliases.
  await full.actions.dispatch({ app: 'stripe', event: 'charge', input: { body: { amount: 5 } } });
  await full.api.dispatch({ app: 'stripe', action: 'charge', input: { 'headers:x': '1' } });
  await full.features.dispatch({ feature: 'w', input: {} });
  await full.workflows.dispatch({ tag: 'w', input: {} });
  await full.notifications.dispatch({ notification: 'n:m', input: { email: { recipients: ['a@b.c'] } } });
  await full.storage.dispatch({ storage: 's', operation: 'upload', input: { fileName: 'f', buffer: '' } });
  await full.storage.dispatch({ storage: 's', event: 'cleanup_temp', input: { olderThanHours: 24 } });
  await full.events.dispatch({ broker: 'b:t', input: { message: { id: 1 } } });
  await full.databases.dispatch({ database: 'd', operation: 'count', input: { table: 't' } });
  await full.database.dispatch({ database: 'd', action: 'archive', input: { days: 30 } });
  await full.databases.action.dispatch({ database: 'd', event: 'archive', input: { query: {}, data: {} } });
  await full.graph.dispatch({ graph: 'g', operation: 'createNode', input: { labels: ['User'] } });
  // @ts-expect-error an app is required
  await full.actions.dispatch({ event: 'charge', input: {} });
  // @ts-expect-error event and action are two names of one thing
  await full.actions.dispatch({ app: 'stripe', event: 'charge', action: 'charge', input: {} });
  // @ts-expect-error one name of the workflow is enough
  await full.workflows.dispatch({ workflow: 'w', tag: 'w', input: {} });
  // @ts-expect-error input is required
  await full.workflows.dispatch({ workflow: 'w' });
  // @ts-expect-error there is no such operation
  await full.graphs.dispatch({ graph: 'g', operation: 'createNodes', input: {} });
  // @ts-expect-error an upload has a buffer
  await full.storage.dispatch({ storage: 's', operation: 'upload', input: { fileName: 'f' } });
  // @ts-expect-error a count has a table
  await full.database.dispatch({ database: 'd', operation: 'count', input: {} });
  // @ts-expect-error recipients is a list
  await full.notifications.dispatch({ notification: 'n', input: { email: { recipients: 'a@b.c' } } });
  // @ts-expect-error a message is required
  await full.events.dispatch({ broker: 'b:t', input: {} });

  // The envelope is checked too.
  await full.events.dispatch({
    broker: 'b:t',
    input: { message: 1 },
    retries: 3,
    retryConfig: { initialDelay: 500, jitter: true },
    schedule: { cron: '0 9 * * MON', tz: 'Africa/Lagos', limit: 10, overlap: 'queue' },
    session: 'tag:token',
    idempotency_key: 'order-7',
  });
  // @ts-expect-error an unknown field is a typo
  await full.workflows.dispatch({ workflow: 'w', input: {}, retrys: 3 });
  // @ts-expect-error there is no such policy
  await full.workflows.dispatch({ workflow: 'w', input: {}, schedule: { every: 1000, overlap: 'wait' } });

  // Results have the types of the contract.
  const result: DispatchResult = await full.workflows.dispatch({ workflow: 'w', input: {} });
  const job: Job = await full.jobs.get(result.job_id);
  await full.jobs.list({ status: [JobStatus.Failed, 'paused'], namespace: 'actions' });
  await full.jobs.cancel(job.id, { reason: 'moved' });
  for await (const { id } of full.jobs.listAll()) id.startsWith('job_');
  // @ts-expect-error there is no such status
  await full.jobs.list({ status: 'done' });
  // @ts-expect-error there is no such method
  await full.jobs.purge('job_1');

  // One way to reach the API.
  new Ductape({ functionName: 'dispatch', region: 'eu-west-1' });
  new Ductape({ transport: async () => ({ status: 200, body: {} }) });
  // @ts-expect-error no way at all
  new Ductape({ product: 'shop' });
  // @ts-expect-error two ways
  new Ductape({ endpoint, transport: async () => ({ status: 200, body: {} }) });
  // @ts-expect-error an unknown option is a typo
  new Ductape({ endpoint, prodcut: 'shop' });
  // @ts-expect-error what the environment does not set is not a product
  new Ductape({ endpoint, product: process.env['PRODUCT'] });
}

test('the types say what a call may leave out', () => {
  expect(typeof compiles).toBe('function');
});
