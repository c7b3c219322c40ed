import type { EnvConfig, WrittenConfig } from '../../../contract/config.ts';
import type { FunctionResource } from '../../../contract/resources/shared.ts';
import { secretsOf } from '../../../core/config/config-parser.ts';
import { lowerFunctions } from '../../../core/config/lower-functions.ts';
import { parseConfig } from '../../../namespaces/config-registry.ts';

const own = (changes: Partial<FunctionResource> = {}): FunctionResource => ({
  provider: 'function',
  entry: './report.ts',
  ...changes,
});

const configOf = (dev: EnvConfig<FunctionResource>): WrittenConfig => ({
  products: { shop: { envs: { dev } } },
});

const parse = (resource: unknown) => () =>
  parseConfig({ products: { shop: { envs: { dev: { workflows: { report: resource } } } } } });

test.each(['actions', 'workflows', 'notifications', 'storage', 'events', 'database', 'graphs'])(
  'a resource of %s may be an own function',
  (namespace) => {
    const config = configOf({
      [namespace]: {
        it: own({
          handler: 'daily',
          environment: { MODE: 'fast' },
          secrets: ['API_KEY', 'DB#password'],
          memory: 1024,
          timeout: 900,
          external: ['sharp'],
        }),
      },
    });
    expect(parseConfig(config)).toEqual(config);
  },
);

test.each([
  ['entry', { entry: '' }, 'must be at least 1 character'],
  ['handler', { handler: 'a-b' }, 'expected the name of an export'],
  ['handler', { handler: 'x } from "y"; //' }, 'expected the name of an export'],
  ['environment.AWS_REGION', { environment: { AWS_REGION: 'x' } }, 'is set by Lambda or the scheduler'],
  ['environment.NODE_OPTIONS', { environment: { NODE_OPTIONS: '--x' } }, 'is set by Lambda or the scheduler'],
  ['environment.a-b', { environment: { 'a-b': 'x' } }, 'expected letters, digits and "_"'],
  ['secrets.0', { secrets: ['a b'] }, 'expected the name of a secret'],
  ['memory', { memory: 64 }, 'must be at least 128'],
  ['timeout', { timeout: 901 }, 'must be at most 900'],
])('%s that is none is refused with its path', (path, changes, message) => {
  expect(parse({ ...own(), ...changes })).toThrow(
    `products.shop.envs.dev.workflows.report.${path}: ${message}`,
  );
});

test('each own function becomes the lambda that it is known by, and all else stays', () => {
  const queue = { provider: 'sqs', topics: {} } as const;
  const config = configOf({
    workflows: { report: own(), other: own({ entry: './other.ts' }) },
    events: { orders: queue },
    inputSecrets: ['API_KEY'],
  });
  const before = structuredClone(config);
  const lowered = lowerFunctions(config, ({ scope, namespace, tag, resource }) =>
    [scope.product, scope.env, namespace, tag, resource.entry].join(' '),
  );
  expect(lowered).toEqual(
    configOf({
      workflows: {
        report: { provider: 'lambda', functionArn: 'shop dev workflows report ./report.ts' },
        other: { provider: 'lambda', functionArn: 'shop dev workflows other ./other.ts' },
      } as never,
      events: { orders: queue },
      inputSecrets: ['API_KEY'],
    }),
  );
  expect(config).toEqual(before);
});

test('the secrets of own functions are among those of the config', () => {
  expect(
    secretsOf(configOf({ workflows: { report: own({ secrets: ['API_KEY', 'DB#password'] }) } })),
  ).toEqual(['API_KEY', 'DB']);
});
