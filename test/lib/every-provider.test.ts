import { COLD_JOBS, coldConfig } from '../../bench/cold-jobs.ts';
import type { Config } from '../../contract/config.ts';
import { asRecord } from '../../contract/plain-data.ts';
import { SAMPLES } from '../../namespaces/sample-registry.ts';
import { EVERY_PROVIDER } from './every-provider.ts';

/** The providers of the resources of a config, by namespace; functions are the same in each. */
function providersIn({ products }: Config): Record<string, string[]> {
  const envs = Object.values(products).flatMap((product) => Object.values(product.envs));
  const providersOf = (namespace: string) =>
    envs.flatMap((env) =>
      Object.values(asRecord(Reflect.get(env, namespace))).map((resource) => asRecord(resource)['provider']),
    );
  return Object.fromEntries(
    Object.keys(SAMPLES).map((namespace) => [
      namespace,
      [...new Set(providersOf(namespace).map(String))].filter((provider) => provider !== 'lambda').sort(),
    ]),
  );
}

const all = Object.fromEntries(
  Object.entries(SAMPLES).map(([namespace, samples]) => [
    namespace,
    Object.keys(samples)
      .filter((provider) => provider !== 'lambda')
      .sort(),
  ]),
);

test.each([
  ['the tests of permissions and bundles', EVERY_PROVIDER],
  ['the bench of cold starts', coldConfig],
])('%s know every provider', (_what, config) => {
  expect(providersIn(config)).toEqual(all);
});

test('the bench of cold starts has a job for each of its resources', () => {
  expect(Object.keys(COLD_JOBS)).toHaveLength(
    Object.values(coldConfig.products)
      .flatMap(({ envs }) => Object.values(envs))
      .flatMap((env) => Object.values(env))
      .reduce((sum, resources) => sum + Object.keys(asRecord(resources)).length, 0),
  );
});
