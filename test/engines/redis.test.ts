import { createClient } from '@redis/client';
import { defined } from '../../contract/plain-data.ts';
import type { RedisStreamsBroker } from '../../contract/resources/events.ts';
import { failure } from '../namespaces/shared/run-failure.ts';
import { makeCertificates } from './certificates.ts';
import { publish } from './publishing.ts';
import { startRedis } from './redis.ts';
import { suiteOn } from './suite-on.ts';

await suiteOn(
  'Redis Streams',
  () => startRedis(makeCertificates),
  (redis) => {
    const client = createClient({
      socket: { host: '127.0.0.1', port: redis.port },
      password: redis.password,
    });
    client.on('error', () => undefined);
    const topics = {
      orders: { stream: 'orders' },
      short: { stream: 'short', maxLength: 100 },
      text: { stream: 'text' },
    };
    const broker: RedisStreamsBroker = {
      provider: 'redis-streams',
      url: `redis://default:$Secret{PASSWORD}@127.0.0.1:${redis.port}`,
      topics,
    };
    const secrets = { PASSWORD: redis.password };
    const entries = async (stream: string) => (await client.xRange(stream, '-', '+')) ?? [];
    const connections = async () => Number(/connected_clients:(\d+)/.exec(await client.info('clients'))?.[1]);
    beforeAll(async () => {
      await client.connect();
    });
    afterAll(() => client.destroy());

    test('a stream gets the message with the identity of the run, and each delivery is an entry', async () => {
      const first = await publish(broker, 'orders', { order: 1, items: ['é'] }, { secrets });
      await publish(broker, 'orders', 'as it is', { secrets });
      const [one, two, ...others] = await entries('orders');
      expect(first).toEqual({ message_id: one?.id });
      expect({ ...one?.message }).toEqual({
        message: '{"order":1,"items":["é"]}',
        'content-type': 'application/json',
        idempotency_key: 'job_1-1',
        job_id: 'job_1',
      });
      expect({ ...two?.message }).toMatchObject({
        message: 'as it is',
        'content-type': 'text/plain; charset=utf-8',
        idempotency_key: 'job_1-1',
      });
      expect(others).toEqual([]);
    });

    test('a stream with a length keeps about as many entries, and never fewer', async () => {
      const before = await connections();
      for (let each = 0; each < 350; each += 1) await publish(broker, 'short', each, { secrets });
      const length = await client.xLen('short');
      expect(length).toBeGreaterThanOrEqual(100);
      expect(length).toBeLessThanOrEqual(200);
      expect((await entries('short')).at(-1)?.message['message']).toBe('349');
      expect(await connections()).toBe(before);
    });

    test('messages that are published at once have one connection', async () => {
      const url = broker.url.replace('default:', ':');
      const before = await connections();
      await Promise.all(
        Array.from({ length: 20 }, (_, each) => publish({ ...broker, url }, 'text', each, { secrets })),
      );
      expect(await connections()).toBe(before + 1);
    });

    test('a user that may do nothing but append to the stream publishes to it, and to no other', async () => {
      await client.aclSetUser('jobs', ['on', '>p@ss', '~orders', '+xadd']);
      const url = `redis://$Secret{USER}:$Secret{PASSWORD}@127.0.0.1:${redis.port}/0`;
      const own = { USER: 'jobs', PASSWORD: 'p@ss' };
      expect(
        await publish({ ...broker, url: '$Secret{URL}' }, 'orders', 1, {
          secrets: { URL: url.replace('$Secret{USER}', 'jobs').replace('$Secret{PASSWORD}', 'p%40ss') },
        }),
      ).toEqual({ message_id: expect.stringMatching(/^\d+-\d+$/) });
      expect(await publish({ ...broker, url }, 'orders', 1, { secrets: own })).toBeDefined();
      expect((await failure(publish({ ...broker, url }, 'text', 1, { secrets: own }))).code).toBe(
        'FORBIDDEN',
      );
    });

    test('a wrong password is UNAUTHORIZED, and is not told', async () => {
      const error = await failure(publish(broker, 'text', 'x', { secrets: { PASSWORD: 'wrong-password' } }));
      expect(error.code).toBe('UNAUTHORIZED');
      expect(error.message).not.toContain('wrong-password');
    });

    test('a key that is not a stream is VALIDATION_ERROR, and the connection is still good', async () => {
      await client.set('word', 'x');
      const before = await connections();
      const wrong = { ...broker, topics: { word: { stream: 'word' } } };
      const error = await failure(publish(wrong, 'word', 'x', { secrets }));
      expect([error.code, error.message]).toEqual(['VALIDATION_ERROR', 'Redis: WRONGTYPE']);
      await publish(broker, 'text', 'y', { secrets });
      expect(await connections()).toBe(before);
    });

    test('a server without memory is SERVICE_UNAVAILABLE', async () => {
      await client.configSet('maxmemory', '1');
      const error = await failure(publish(broker, 'text', 'x', { secrets }));
      await client.configSet('maxmemory', '0');
      expect(error.code).toBe('SERVICE_UNAVAILABLE');
    });

    test('a server that stands still is given up when the attempt ends, and a new connection is made', async () => {
      await client.sendCommand(['CLIENT', 'PAUSE', '60000', 'WRITE']);
      const signal = AbortSignal.timeout(200);
      expect((await failure(publish(broker, 'text', 'late', { secrets, signal }))).code).toBe('TIMEOUT');
      await client.sendCommand(['CLIENT', 'UNPAUSE']);
      expect(await publish(broker, 'text', 'x', { secrets })).toBeDefined();
    });

    describe('by TLS', () => {
      const by = (host: string, ca?: string): RedisStreamsBroker => ({
        ...broker,
        url: `rediss://:$Secret{PASSWORD}@${host}:${redis.tlsPort}`,
        ...defined({ ca }),
      });

      test('it is reached where `ca`, or the secret it names, holds the authority of its certificate', async () => {
        await publish(by('localhost', redis.shown.ca), 'text', 'x', { secrets });
        const named = { ...secrets, CA: `Ours:\n${redis.shown.other}${redis.shown.ca}` };
        await publish(by('localhost', '$Secret{CA}'), 'text', 'x', { secrets: named });
      });

      test('it is not reached without the authority, with another one, or under a name the certificate is not for', async () => {
        for (const one of [
          by('localhost'),
          by('localhost', redis.shown.other),
          by('127.0.0.1', redis.shown.ca),
        ]) {
          expect(await failure(publish(one, 'text', 'x', { secrets }))).toMatchObject({
            code: 'CONNECTION_ERROR',
          });
        }
      });

      test('a `ca` for a url without TLS is VALIDATION_ERROR', async () => {
        const plain = { ...by('localhost', redis.shown.ca), url: broker.url };
        expect((await failure(publish(plain, 'text', 'x', { secrets }))).code).toBe('VALIDATION_ERROR');
      });
    });

    test('a server that is gone is CONNECTION_ERROR, and is used again when it is back', async () => {
      await redis.crash();
      expect((await failure(publish(broker, 'text', 'x', { secrets }))).code).toMatch(/^CONNECTION_/);
      expect((await failure(publish(broker, 'text', 'x', { secrets }))).code).toBe('CONNECTION_ERROR');
      await redis.restart();
      expect(await publish(broker, 'text', 'x', { secrets })).toBeDefined();
    });
  },
);
