import { Logger } from '@aws-lambda-powertools/logger';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { asRecord } from '../../contract/plain-data.ts';
import { digest } from '../../lambdas/digest.ts';
import { createHandler } from '../../lambdas/dispatch/handler.ts';
import { changesNothing, ROUTE_KEYS, type RouteKey } from '../../lambdas/dispatch/route-keys.ts';
import { NO_FAULTS } from '../simulation/faults.ts';
import { SETUP } from '../simulation/scenario.ts';
import { World } from '../simulation/world.ts';

const START = Date.UTC(2026, 0, 1);
const SCOPE = { product: 'shop', env: 'dev' };
const JOB = { ...SCOPE, app: 'app', event: 'e', input: {} };
const HOURLY = { ...JOB, schedule: { cron: '30 * * * *' } };
const ANNA = { jwt: { claims: { sub: 'anna', products: '[*]' } } };

/** The API over a world, called as API Gateway calls it. */
class Api {
  readonly world = new World(1, START, NO_FAULTS);
  private readonly handler;

  constructor(localReceivers = false) {
    const setup = {
      ...SETUP,
      digest,
      claims: { products: 'products', access: 'access' },
      about: { version: '1', retention_days: 90 },
      localReceivers,
      isHealthy: async () => true,
      encrypter: { encrypt: async () => 'encrypted', decrypt: async () => 'a secret' },
      post: async () => ({ status: 200 }),
    };
    this.handler = createHandler(setup, this.world.outside(), new Logger({ logLevel: 'SILENT' }));
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    { authorizer, ...more }: { authorizer?: unknown; headers?: Record<string, string> } = {
      authorizer: ANNA,
    },
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const [rawPath = '', rawQueryString = ''] = path.split('?');
    const http = { method, path: rawPath, sourceIp: '203.0.113.9' };
    const event = { rawPath, rawQueryString, headers: {}, requestContext: { http, authorizer }, ...more };
    const sent = { ...event, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const answer = await this.handler(sent as unknown as APIGatewayProxyEventV2);
    if (!('statusCode' in answer)) throw new Error('no answer for a gateway');
    await this.world.time.runUntil(this.world.time.now + 3000);
    return { status: answer.statusCode, body: asRecord(JSON.parse(answer.body ?? '{}')) };
  }

  async invoke(method: string, path: string, body: unknown): Promise<void> {
    await this.handler({ method, path, body });
    await this.world.time.runUntil(this.world.time.now + 3000);
  }

  async dispatch(body: object = HOURLY): Promise<string> {
    return String((await this.call('POST', '/v1/actions/dispatch', body)).body['job_id']);
  }

  entries() {
    return [...this.world.audit.records.values()];
  }
}

/** A failed job, which a retry is for. */
async function failedJob(api: Api): Promise<string> {
  api.world.failure = () => 'NOT_FOUND';
  const id = await api.dispatch({ ...JOB, retries: 0 });
  await api.world.time.runUntil(api.world.time.now + 60_000);
  return id;
}

const NAMED = { ...HOURLY, namespace: 'actions' };
const HOOK = {
  url: 'https://hooks.example.com/T0/S3CRET',
  events: ['job.failed'],
  secret: 'a secret of the test',
};

/** A call of each route that changes something, and the commands that the trail tells then, newest first. */
const CHANGES: { [Key in RouteKey]?: (api: Api) => Promise<string[]> } = {
  'POST /v1/{namespace}/dispatch': async (api) => {
    await api.dispatch();
    return ['dispatch'];
  },
  'POST /v1/dispatch': async (api) => {
    await api.call('POST', '/v1/dispatch', { dispatches: [{ ...HOURLY, namespace: 'actions' }] });
    return ['dispatch'];
  },
  ...Object.fromEntries(
    (['cancel', 'pause', 'trigger'] as const).map((name) => [
      `POST /v1/jobs/{id}/${name}`,
      async (api: Api) => {
        await api.call('POST', `/v1/jobs/${await api.dispatch()}/${name}`, { reason: 'why' });
        return [name, 'dispatch'];
      },
    ]),
  ),
  'POST /v1/jobs/{id}/resume': async (api) => {
    const id = await api.dispatch();
    await api.call('POST', `/v1/jobs/${id}/pause`);
    await api.call('POST', `/v1/jobs/${id}/resume`);
    return ['resume', 'pause', 'dispatch'];
  },
  'POST /v1/jobs/{id}/reschedule': async (api) => {
    await api.call('POST', `/v1/jobs/${await api.dispatch()}/reschedule`, { limit: 7, reason: 'why' });
    return ['reschedule', 'dispatch'];
  },
  'POST /v1/jobs/{id}/retry': async (api) => {
    await api.call('POST', `/v1/jobs/${await failedJob(api)}/retry`);
    return ['retry'];
  },
  'DELETE /v1/jobs/{id}': async (api) => {
    await api.call('DELETE', `/v1/jobs/${await api.dispatch()}`);
    return ['delete', 'dispatch'];
  },
  ...Object.fromEntries(
    (['cancel', 'pause', 'resume', 'retry', 'delete'] as const).map((name) => [
      `POST /v1/jobs/bulk/${name}`,
      async (api: Api) => {
        await api.call('POST', `/v1/jobs/bulk/${name}`, { all: true, reason: 'why' });
        return [`${name}_many`];
      },
    ]),
  ),
  'POST /v1/jobs/pause-all': async (api) => {
    await api.call('POST', '/v1/jobs/pause-all', { ...SCOPE, reason: 'why' });
    return ['pause_all'];
  },
  'POST /v1/jobs/resume-all': async (api) => {
    await api.call('POST', '/v1/jobs/pause-all', { ...SCOPE, reason: 'why' });
    await api.call('POST', '/v1/jobs/resume-all', SCOPE);
    return ['resume_all', 'pause_all'];
  },
  'POST /v1/audit/{id}/undo': async (api) => {
    const id = await api.dispatch();
    await api.call('POST', `/v1/jobs/${id}/pause`);
    await api.call('POST', `/v1/audit/${id}.2/undo`, { reason: 'why' });
    return ['resume', 'pause', 'dispatch'];
  },
  'PUT /v1/schedules': async (api) => {
    const { product, env, ...nightly } = NAMED;
    await api.call('PUT', '/v1/schedules', { product, env, schedules: { nightly } });
    await api.call('PUT', '/v1/schedules', { product, env, schedules: {} });
    return ['undeclare', 'declare'];
  },
  'PUT /v1/schedules/{name}': async (api) => {
    await api.call('PUT', '/v1/schedules/nightly', NAMED);
    await api.call('PUT', '/v1/schedules/nightly', NAMED);
    await api.call('PUT', '/v1/schedules/nightly', { ...NAMED, timeout: 5000 });
    return ['declare', 'declare'];
  },
  'DELETE /v1/schedules/{name}': async (api) => {
    await api.call('PUT', '/v1/schedules/nightly', NAMED);
    await api.call('DELETE', '/v1/schedules/nightly?product=shop&env=dev');
    return ['undeclare', 'declare'];
  },
  'PUT /v1/webhooks': async (api) => {
    await api.call('PUT', '/v1/webhooks', { ...HOOK, ...SCOPE });
    return ['set_webhook'];
  },
  'DELETE /v1/webhooks/{id}': async (api) => {
    const { body } = await api.call('PUT', '/v1/webhooks', { ...HOOK, ...SCOPE });
    await api.call('DELETE', `/v1/webhooks/${String(body['id'])}`);
    return ['delete_webhook', 'set_webhook'];
  },
};

describe('every call that changes something', () => {
  const changing = ROUTE_KEYS.filter((key) => !changesNothing(key) && key !== 'POST /v1/webhooks/{id}/test');

  test('is tried here', () => {
    expect(Object.keys(CHANGES).sort()).toEqual([...changing].sort());
  });

  test.each(changing)('%s is in the audit trail with its caller, each command once', async (key) => {
    const api = new Api();
    const wanted = await CHANGES[key]?.(api);
    const list = await api.call('GET', '/v1/audit?product=shop&env=dev');
    const entries = list.body['entries'] as Record<string, unknown>[];
    expect(entries.map(({ command }) => command)).toEqual(wanted);
    for (const entry of entries)
      expect(entry).toMatchObject({ actor: 'anna', via: 'token', address: '203.0.113.9', ...SCOPE });
    expect(JSON.stringify(entries)).not.toContain('S3CRET');
    if (JSON.stringify(wanted) !== JSON.stringify(['declare', 'declare'])) return;
    expect(entries[0]).toMatchObject({
      name: 'nightly',
      before: { timeout: 30_000 },
      after: { timeout: 5000 },
    });
  });
});

describe('who asked', () => {
  const ARN = 'arn:aws:sts::123456789012:assumed-role/operators/anna';

  test.each<[string, unknown, object]>([
    ['a signature of IAM', { iam: { userArn: ARN } }, { actor: ARN, via: 'iam' }],
    ['a token', ANNA, { actor: 'anna', via: 'token' }],
    [
      'the token of a program',
      { jwt: { claims: { client_id: 'ci', products: '[*]' } } },
      { actor: 'ci', via: 'token' },
    ],
    ['a token that names no one', { jwt: { claims: { products: '[*]' } } }, { actor: 'token', via: 'token' }],
    ['nothing', undefined, { actor: 'anonymous', via: 'anonymous' }],
  ])('is known from %s, and from nothing that the caller sends', async (_by, authorizer, who) => {
    const api = new Api();
    const headers = { 'x-forwarded-for': '6.6.6.6', 'x-actor': 'root', 'user-agent': 'root' };
    await api.call('POST', '/v1/actions/dispatch', HOURLY, { authorizer, headers });
    expect(api.entries()).toMatchObject([{ ...who, address: '203.0.113.9' }]);
    const { status } = await api.call(
      'POST',
      '/v1/jobs/pause-all',
      { reason: 'x', actor: 'root' },
      { authorizer },
    );
    expect(status).toBe(400);
  });

  test('is not known of a direct invocation, and is this machine in the embedded cloud', async () => {
    const api = new Api();
    await api.invoke('POST', '/v1/actions/dispatch', HOURLY);
    expect(api.entries()).toMatchObject([{ actor: 'invoker', via: 'invoke' }]);
    const local = new Api(true);
    await local.call('POST', '/v1/actions/dispatch', HOURLY, {});
    await local.invoke('POST', '/v1/actions/dispatch', HOURLY);
    expect(local.entries().map(({ actor, via }) => [actor, via])).toEqual([
      ['local', 'local'],
      ['local', 'local'],
    ]);
  });
});

describe('an id of an entry', () => {
  test.each([
    ['/v1/audit/job_01ARZ3NDEKTSV4RRFFQ69G5FAV.2/undo', 404],
    ['/v1/audit/job_01ARZ3NDEKTSV4RRFFQ69G5FAV.0/undo', 404],
    ['/v1/audit/anything/undo', 404],
    ['/v1/audit/aud_01ARZ3NDEKTSV4RRFFQ69G5FAV/undo', 409],
  ])('%s is answered %i', async (path, status) => {
    expect((await new Api().call('POST', path)).status).toBe(status);
  });

  test('of another caller is not there', async () => {
    const api = new Api();
    const id = await api.dispatch();
    await api.call('POST', `/v1/jobs/${id}/pause`);
    const authorizer = { jwt: { claims: { sub: 'ben', products: '[blog]' } } };
    expect((await api.call('POST', `/v1/audit/${id}.2/undo`, {}, { authorizer })).status).toBe(404);
    expect((await api.call('GET', `/v1/jobs/${id}/audit`, undefined, { authorizer })).status).toBe(404);
    expect((await api.call('GET', '/v1/audit', undefined, { authorizer })).body).toEqual({ entries: [] });
  });
});

test('a webhook of all products is told of to those only who may see it', async () => {
  const api = new Api();
  await api.call('PUT', '/v1/webhooks', HOOK);
  const of = async (products: string) => {
    const authorizer = { jwt: { claims: { sub: 'ben', products } } };
    return (await api.call('GET', '/v1/audit', undefined, { authorizer })).body['entries'];
  };
  expect(await of('[*]')).toMatchObject([
    { command: 'set_webhook', after: { host: 'hooks.example.com', events: ['job.failed'], enabled: true } },
  ]);
  expect(await of('[shop]')).toEqual([]);
});
