import type { EnvConfig } from '../../../contract/config.ts';
import { parseConfig } from '../../../namespaces/config-registry.ts';

const PLACE = 'eu-west-1:111122223333';
const parse = (env: EnvConfig) => parseConfig({ products: { shop: { envs: { dev: env } } } });
const queue = (name: string): EnvConfig => ({
  events: { bus: { provider: 'sqs', topics: { made: { queueArn: `arn:aws:sqs:${PLACE}:${name}` } } } },
});
const storage = (prefix: string): EnvConfig => ({
  storage: { files: { provider: 's3', bucket: 'files', prefix } },
});
const lambda = (name: string): EnvConfig => ({
  actions: { hook: { provider: 'lambda', functionArn: `arn:aws:lambda:${PLACE}:function:${name}` } },
});

/** A policy variable, as IAM replaces it. */
const variable = (name: string) => `$\{${name}}`;

describe('what permissions are given on', () => {
  test.each([
    ['every queue', queue('*')],
    ['queues that begin alike', queue('shop-*')],
    ['a letter left open', queue('shop-?')],
    ['a variable of IAM', queue(variable('aws:username'))],
    ['every folder', storage('*/')],
    ['a variable in a folder', storage(variable('s3:prefix'))],
  ])('is refused where it would be that of others too: %s', (_what, env) => {
    expect(() => parse(env)).toThrow(/must not hold "\*", "\?" or "\$\{"/);
  });

  test('may hold what stands for itself', () => {
    for (const env of [queue('shop.fifo'), storage('täglich/$1 [a]/'), lambda('hook:$LATEST')]) {
      expect(() => parse(env)).not.toThrow();
    }
  });
});
