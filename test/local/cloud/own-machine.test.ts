import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOUR } from '../../../core/time/units.ts';
import { startSampleApp } from '../../../examples/sample-app.ts';
import { type Cloud, startCloud } from '../../../local/cloud.ts';
import { startPortable } from '../../../local/engines/dynamodb.ts';
import { startGraph } from '../../../local/graph/start-graph.ts';
import { startRuntimeApi } from '../../../local/lambda/runtime-api.ts';
import { Stack } from '../../../local/stack.ts';
import { Ductape } from '../../../sdk/index.ts';
import { PAGES } from '../../../web/pages.ts';
import { until } from '../../until.ts';
import { sendRaw } from './raw-request.ts';
import { ownCallers, webPages } from './web-pages.ts';

const SECRET = 'a-secret-of-the-config-7f3a';
const CONFIG = {
  products: {
    shop: {
      envs: {
        dev: {
          actions: {
            app: {
              provider: 'http',
              baseUrl: 'http://127.0.0.1:1',
              auth: { type: 'bearer', token: '$Secret{APP_TOKEN}' },
              events: { ok: { method: 'POST', path: '/' } },
            },
          },
          events: {
            orders: {
              provider: 'sqs',
              topics: { created: { queueArn: 'arn:aws:sqs:us-east-1:000000000000:orders' } },
            },
          },
        },
      },
    },
  },
} as const;
/** A start and the graph's compute for seconds, and the machine may be busy. */
const START_MS = 180_000;
const isPosix = process.platform !== 'win32';

const stack = new Stack();
let directory: string;
let cloud: Cloud;
let ductape: Ductape<{ endpoint: string; product: 'shop'; env: 'dev' }>;
/** Every listener there can be, with a target that it serves. */
let listeners: Record<string, { port: number; target: string }>;

const portOf = (endpoint: string) => Number(new URL(endpoint).port);
const served = () => undefined;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'own-machine-'));
  const dataDirectory = join(directory, 'data');
  await mkdir(dataDirectory, { recursive: true });
  await writeFile(join(dataDirectory, 'lock.sqlite'), '');
  await chmod(dataDirectory, 0o777);
  cloud = await stack.add(
    startCloud({ config: CONFIG, dataDirectory, clock: { speed: 1 }, secrets: { APP_TOKEN: SECRET } }),
  );
  ductape = new Ductape({ endpoint: cloud.url, product: 'shop', env: 'dev' });
  const reports = { ready: served, answered: served, initFailed: served, asleep: () => served };
  const runtime = await startRuntimeApi(reports);
  await stack.add(Promise.resolve({ stop: async () => runtime.close() }));
  const portable = await stack.add(startPortable(join(directory, 'portable')));
  const graph = await stack.add(startGraph({ port: 0 }));
  const app = await stack.add(startSampleApp(0));
  const engines = Object.entries(cloud.endpoints).filter(([, endpoint]) => endpoint.includes('//127.0.0.1:'));
  listeners = {
    api: { port: portOf(cloud.url), target: '/v1/jobs' },
    clock: { port: portOf(cloud.url), target: '/_clock' },
    ...Object.fromEntries(engines.map(([name, endpoint]) => [name, { port: portOf(endpoint), target: '/' }])),
    runtime: { port: portOf(`http://${runtime.address}`), target: '/2018-06-01/runtime/init/error' },
    portableDynamoDb: { port: portOf(portable.endpoint), target: '/' },
    graph: { port: portOf(graph.endpoint), target: '/openCypher' },
    sampleApp: { port: app.port, target: '/payments/1' },
  };
}, START_MS);

afterAll(async () => {
  await stack.unwind();
  await rm(directory, { recursive: true, force: true });
}, 30_000);

const LISTENERS = [
  'api',
  'clock',
  'messaging',
  'scheduler',
  'lambda',
  'stepFunctions',
  'eventBus',
  'sts',
  'runtime',
  'portableDynamoDb',
  'graph',
  'sampleApp',
];

test('every listener is in the table', () => {
  expect(Object.keys(listeners).sort()).toEqual([...LISTENERS].sort());
});

describe.each(LISTENERS)('the listener %s', (name) => {
  test('refuses what web pages send, and gives no permission to any', async () => {
    const { port, target } = listeners[name] ?? { port: 0, target: '' };
    const answers = await Promise.all(
      webPages(port, target).map(async ([what, request]) => ({ what, ...(await sendRaw(port, request)) })),
    );
    const passed = answers.filter(({ status, head }) => status !== 403 || head.includes('access-control-'));
    expect(passed).toEqual([]);
    for (const { body } of answers)
      expect(JSON.parse(body)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  test('answers programs on this machine', async () => {
    const { port, target } = listeners[name] ?? { port: 0, target: '' };
    for (const [what, request] of ownCallers(port, target)) {
      const { status, head } = await sendRaw(port, request);
      expect({ what, refused: status === 403 }).toEqual({ what, refused: false });
      // A file of a bucket, opened in a browser, is of the listener's origin.
      expect(head).toContain('content-security-policy: sandbox');
    }
  });
});

describe('a link of another site', () => {
  const link = (dest = 'document', ...more: string[]) => [
    'Sec-Fetch-Site: cross-site',
    'Sec-Fetch-Mode: navigate',
    `Sec-Fetch-Dest: ${dest}`,
    ...more,
  ];
  const follow = async (target: string, headers = link(), method = 'GET', port = portOf(cloud.url)) => {
    const { status } = await sendRaw(port, {
      method,
      target,
      headers: [`Host: 127.0.0.1:${port}`, ...headers],
    });
    return status;
  };

  test('leads to each view of the dashboard, and to nothing else', async () => {
    for (const page of PAGES)
      expect([page, await follow(`${page.replace('{id}', 'x')}?a=b`)]).toEqual([page, 200]);
    for (const target of ['/v1/jobs', '/v1/health', '/assets/x.js', '/_clock', '/jobs/a/b', '//jobs'])
      expect([target, await follow(target)]).toEqual([target, 403]);
  });

  test('shows no view in a frame, to a form or to a script', async () => {
    expect(await follow('/', link('iframe'))).toBe(403);
    expect(await follow('/', link('document', 'Origin: https://evil.example'))).toBe(403);
    expect(await follow('/', link(), 'POST')).toBe(403);
    expect(
      await follow('/', ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: cors', 'Sec-Fetch-Dest: empty']),
    ).toBe(403);
  });

  test('leads nowhere at another listener, some of which do what a path says', async () => {
    for (const [name, { port }] of Object.entries(listeners).filter(
      ([each]) => !['api', 'clock'].includes(each),
    ))
      expect([name, await follow('/', link(), 'GET', port)]).toEqual([name, 403]);
  });
});

describe('a web page', () => {
  const later = { schedule: { start_at: Date.now() + 24 * HOUR } };
  const order = { broker: 'orders', event: 'created', input: { message: {} } } as const;
  const body = JSON.stringify({ product: 'shop', env: 'dev', ...order, ...later });

  test.each([['text/plain'], ['application/x-www-form-urlencoded'], ['multipart/form-data'], [undefined]])(
    'dispatches and cancels nothing by a body of the content type %s',
    async (type) => {
      const { job_id } = await ductape.events.dispatch({ ...order, ...later });
      const port = portOf(cloud.url);
      const headers = [`Host: localhost:${port}`, ...(type === undefined ? [] : [`Content-Type: ${type}`])];
      const before = (await ductape.jobs.list({ limit: 100 })).jobs.length;
      for (const [target, text] of [
        ['/v1/events/dispatch', body],
        ['/v1/jobs/bulk/cancel', '{"all":true}'],
        [`/v1/jobs/${job_id}/cancel`, '{"reason":"x"}'],
        ['/_clock/advance', '{"ms":3600000}'],
      ] as const) {
        const answer = await sendRaw(port, { method: 'POST', target, headers, body: text });
        expect({ target, status: answer.status }).toEqual({ target, status: 415 });
        expect(answer.head).toContain('content-type: application/problem+json');
        expect(JSON.parse(answer.body)).toMatchObject({
          status: 415,
          detail: expect.stringContaining('application/json'),
        });
      }
      expect((await ductape.jobs.list({ limit: 100 })).jobs).toHaveLength(before);
      expect((await ductape.jobs.get(job_id)).status).toBe('scheduled');
    },
  );

  test('moves the clock from the address of the cloud alone, as both headers of its browser say', async () => {
    const port = portOf(cloud.url);
    const own = `Origin: http://localhost:${port}`;
    const site = 'Sec-Fetch-Site: same-origin';
    const move = (...headers: string[]) =>
      sendRaw(port, {
        method: 'POST',
        target: '/_clock/advance',
        headers: [`Host: localhost:${port}`, 'Content-Type: application/json', ...headers],
        body: '{"ms":3600000}',
      });
    const before = cloud.now();
    for (const headers of [
      [own],
      [site],
      ['Sec-Fetch-Site: none'],
      [own, 'Sec-Fetch-Site: none'],
      [own, 'Sec-Fetch-Site: same-site'],
      [own, 'Sec-Fetch-Site: cross-site'],
      [own, site, site],
      [own, own, site],
      [`Origin: http://127.0.0.1:${port}`, site],
      [`Origin: http://localhost:${port + 1}`, site],
      [`Origin: https://localhost:${port}`, site],
      ['Origin: https://evil.example', site],
      ['Origin: null', site],
      ['Origin: ', site],
    ]) {
      const { status, head } = await move(...headers);
      expect({ headers, status }).toEqual({ headers, status: 403 });
      expect(head).not.toContain('access-control-');
    }
    expect(cloud.now() - before).toBeLessThan(HOUR);
    expect(await move('Sec-Fetch-Mode: cors')).toMatchObject({ status: 200 });
    expect(await move(own, site)).toMatchObject({ status: 200 });
    expect(cloud.now() - before).toBeGreaterThanOrEqual(2 * HOUR);
  });

  test('does not find the engines that would answer it: they are not at 127.0.0.1', async () => {
    const hidden = Object.values(cloud.endpoints).filter((endpoint) => !endpoint.includes('//127.0.0.1:'));
    expect(hidden).toHaveLength(process.platform === 'linux' && process.arch === 'x64' ? 2 : 0);
    for (const endpoint of hidden) {
      const { hostname, port } = new URL(endpoint);
      expect(hostname).toMatch(/^127\.\d+\.\d+\.\d+$/);
      // Another process may have the same port there, but no engine of this cloud.
      expect(await tablesAt(endpoint)).toContain('TableNames');
      expect(await tablesAt(`http://127.0.0.1:${port}`)).not.toContain('TableNames');
    }
  });
});

(isPosix ? describe : describe.skip)('another account of the machine', () => {
  async function finished(): Promise<void> {
    const order = { broker: 'orders', event: 'created', input: { message: {} } } as const;
    const { job_id } = await ductape.events.dispatch(order);
    await until('its end', async () => (await ductape.jobs.get(job_id)).status === 'completed', 20_000);
  }

  test('may not enter the data directory, whatever its mode was before', async () => {
    const { mode } = await stat(join(directory, 'data'));
    expect((mode & 0o777).toString(8)).toBe('700');
  });

  test('may read no file of jobs, schedules or secrets, also one that was moved out of it', async () => {
    await finished();
    for (const name of ['dynamodb.db', 'scheduler.db', 'clock.json', 'secrets.json']) {
      const { mode } = await stat(join(directory, 'data', name));
      expect({ name, others: mode & 0o077 }).toEqual({ name, others: 0 });
    }
  });

  test('finds no secret in the command line of a process', async () => {
    if (process.platform !== 'linux') return;
    await finished();
    const generated = Object.values(
      JSON.parse(await readFile(join(directory, 'data', 'secrets.json'), 'utf8')),
    );
    const secrets = [SECRET, ...generated.map(String)];
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      expect(secrets.filter((secret) => line.includes(secret))).toEqual([]);
    }
  });
});

/** What a DynamoDB says of its tables there; empty where none answers. */
async function tablesAt(endpoint: string): Promise<string> {
  const credential = 'Credential=local/20260101/us-east-1/dynamodb/aws4_request';
  const headers = {
    'Content-Type': 'application/x-amz-json-1.0',
    'X-Amz-Target': 'DynamoDB_20120810.ListTables',
    'X-Amz-Date': '20260101T000000Z',
    Authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=0`,
  };
  const request = { method: 'POST', headers, body: '{}', signal: AbortSignal.timeout(2000) };
  const response = await fetch(endpoint, request).catch(() => undefined);
  return (await response?.text()) ?? '';
}
