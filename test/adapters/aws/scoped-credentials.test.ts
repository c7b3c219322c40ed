import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  type AssumeRole,
  ScopedCredentials,
  scopeRoleName,
} from '../../../adapters/aws/scoped-credentials.ts';
import type { AwsAccess } from '../../../core/ports/access.ts';
import { HOUR, MINUTE } from '../../../core/time/units.ts';
import { type Sts, startSts } from '../../../local/sts/start-sts.ts';
import { clientSettings, regionalClients } from '../../../namespaces/shared/per-access.ts';
import { startHttpServer } from '../../http-server.ts';

const SHOP = { product: 'shop', env: 'prd' };
const SHOP_DEV = { product: 'shop', env: 'dev' };
const roleArn = (scope: typeof SHOP) => `arn:aws:iam::000000000000:role/${scopeRoleName('test-', scope)}`;

let now = Date.UTC(2030, 0, 1);
let sts: Sts;
let assumeRole: AssumeRole;
/** Roles and session names that STS was asked for, and what it fails with for a while. */
let calls: string[];
let failing: Error | undefined;

beforeAll(async () => {
  const roles = [SHOP, SHOP_DEV].map((scope) => scopeRoleName('test-', scope));
  sts = await startSts({ port: 0, roles, now: () => now });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_STS: sts.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'executor',
    AWS_SECRET_ACCESS_KEY: 'executor',
  });
  ({ assumeRole } = await import('../../../adapters/aws/assume-role.ts'));
});
afterAll(() => sts.stop());
beforeEach(() => {
  calls = [];
  failing = undefined;
});

function credentials(): ScopedCredentials {
  return new ScopedCredentials({
    assumeRole: async (arn, session, seconds) => {
      calls.push(`${arn.split('/')[1]} ${session}`);
      if (failing) throw failing;
      return await assumeRole(arn, session, seconds);
    },
    roleArn,
    now: () => now,
  });
}

const keyOf = async (access: AwsAccess) => (await access.credentials()).accessKeyId;
/** Lets a renewal that no run waits for come to its end. */
const settled = async (access: AwsAccess) => await access.credentials(HOUR);

describe('credentials of a product in an env', () => {
  test('are had by the role of that product and env, in a session named after the job', async () => {
    const given = await credentials().of(SHOP, 'job_1').credentials();
    expect(given).toEqual({
      accessKeyId: expect.stringMatching(/^ASIA/),
      secretAccessKey: expect.any(String),
      sessionToken: expect.any(String),
      expiration: new Date(now + HOUR),
    });
    expect(calls).toEqual([`${scopeRoleName('test-', SHOP)} job_1`]);
  });

  test('are taken once for all runs of an hour but its last ten minutes, which take new ones meanwhile', async () => {
    const scoped = credentials();
    const first = await keyOf(scoped.of(SHOP, 'job_1'));
    for (let run = 2; run < 50; run += 1) {
      now += MINUTE;
      expect(await keyOf(scoped.of(SHOP, `job_${run}`))).toBe(first);
    }
    expect(calls).toHaveLength(1);
    now += 3 * MINUTE;
    const access = scoped.of(SHOP, 'job_51');
    expect(await keyOf(access)).toBe(first);
    expect(calls).toEqual([expect.anything(), `${scopeRoleName('test-', SHOP)} job_51`]);
    expect(await settled(access)).toMatchObject({ expiration: new Date(now + HOUR) });
    expect(await keyOf(access)).not.toBe(first);
    expect(calls).toHaveLength(2);
  });

  test('are of their own for each product and env, however alike the names', async () => {
    const scoped = credentials();
    const keys = [await keyOf(scoped.of(SHOP, 'job_1')), await keyOf(scoped.of(SHOP_DEV, 'job_1'))];
    expect(new Set(keys).size).toBe(2);
    const names = [
      ['a', 'b.c'],
      ['a.b', 'c'],
      ['a-b', 'c'],
      ['a', 'b-c'],
      ['A', 'b.c'],
    ].map(([product = '', env = '']) => scopeRoleName('', { product, env }));
    expect(new Set(names).size).toBe(5);
  });

  test('are taken by one call for all that ask at once', async () => {
    const access = credentials().of(SHOP, 'job_1');
    const keys = await Promise.all(Array.from({ length: 20 }, () => keyOf(access)));
    expect(new Set(keys).size).toBe(1);
    expect(calls).toHaveLength(1);
  });

  test('that cannot be had fail the attempt as something that can be tried again, and the next one asks anew', async () => {
    const access = credentials().of(SHOP, 'job_1');
    failing = new Error('STS is away');
    await expect(Promise.all([access.credentials(), access.credentials()])).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      message: 'AWS gave no credentials for shop in prd',
      cause: failing,
    });
    expect(calls).toHaveLength(1);
    failing = undefined;
    expect(await keyOf(access)).toMatch(/^ASIA/);
    expect(calls).toHaveLength(2);
  });

  test('that cannot be renewed are used to their last minute, and then no more', async () => {
    const access = credentials().of(SHOP, 'job_1');
    const first = await keyOf(access);
    failing = new Error('STS is away');
    now += 58 * MINUTE;
    expect(await keyOf(access)).toBe(first);
    now += 90_000;
    await expect(access.credentials()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });

  test('of a role that the stack does not have are refused', async () => {
    const access = credentials().of({ product: 'shop', env: 'stg' }, 'job_1');
    await expect(access.credentials()).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      cause: { name: 'AccessDenied' },
    });
  });

  test('last as long as a signed URL needs, as far as a session can', async () => {
    const access = credentials().of(SHOP, 'job_1');
    await access.credentials();
    now += 30 * MINUTE;
    expect(await access.credentials(20 * MINUTE)).toMatchObject({ expiration: new Date(now + 30 * MINUTE) });
    expect(await access.credentials(24 * HOUR)).toMatchObject({ expiration: new Date(now + HOUR) });
    expect(await access.credentials(24 * HOUR)).toMatchObject({ expiration: new Date(now + HOUR) });
    expect(calls).toHaveLength(2);
  });
});

describe('clients of AWS services', () => {
  test('are kept for each product, env and region, and sign with the credentials of theirs', async () => {
    const signed: string[] = [];
    const service = await startHttpServer((request, response) => {
      signed.push(/Credential=(\w+)\//.exec(String(request.headers.authorization))?.[1] ?? '');
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
    });
    const clientFor = regionalClients(
      (settings) => new DynamoDBClient({ ...settings, endpoint: service.endpoint }),
    );
    const scoped = credentials();
    const runs = [SHOP, SHOP_DEV, SHOP, SHOP_DEV].map((scope, run) => scoped.of(scope, `job_${run}`));
    for (const access of runs) await clientFor(access, 'eu-west-1').send(new ListTablesCommand({}));
    const [shop, dev] = await Promise.all([SHOP, SHOP_DEV].map((scope) => keyOf(scoped.of(scope, 'job_5'))));
    await service.close();
    expect(signed).toEqual([shop, dev, shop, dev]);
    expect(shop).not.toBe(dev);
    // Warm runs make no call more.
    expect(calls).toHaveLength(2);
    const clients = runs.flatMap((access) => [
      clientFor(access, 'eu-west-1'),
      clientFor(access, 'eu-west-2'),
    ]);
    expect(new Set(clients).size).toBe(4);
  });

  test('tell a failure of STS as it is, without asking again by themselves', async () => {
    failing = new Error('STS is away');
    const client = new DynamoDBClient({
      ...clientSettings(credentials().of(SHOP, 'job_1'), 'eu-west-1'),
      endpoint: 'http://127.0.0.1:9',
    });
    await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
    expect(calls).toHaveLength(1);
  });
});
