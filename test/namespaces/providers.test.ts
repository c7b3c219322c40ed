import './shared/one-realm.ts';
import type { Resource } from '../../contract/config.ts';
import { parseConfig } from '../../namespaces/config-registry.ts';
import { grantsOf } from '../../namespaces/grant-registry.ts';
import { inputs } from '../../namespaces/input-registry.ts';
import { failure } from './shared/run-failure.ts';
import { ALL, closed, runAt, silent, useServers } from './shared/sample-runs.ts';

useServers();

describe.each(ALL)('%s %s', (namespace, provider, at) => {
  test('has a sample that the config takes, and no field that it does not know', () => {
    const { resource } = at(closed);
    const config = (it: object) => ({ products: { shop: { envs: { dev: { [namespace]: { it } } } } } });
    expect(resource.provider).toBe(provider);
    expect(parseConfig(config(resource))).toEqual(config(resource));
    expect(() => parseConfig(config({ ...resource, unknown: 1 }))).toThrow(/unknown/);
  });

  test('names what its runs are permitted: each ARN of the resource, and no wildcard without a reason', () => {
    const { resource } = at(closed);
    const grants = grantsOf(namespace, resource, 'aws');
    for (const { purpose, actions, resources, wildcard } of grants) {
      expect(purpose).toMatch(/^[A-Z][A-Za-z]+$/);
      expect(actions.join()).toMatch(/^([a-z0-9-]+:[A-Za-z]+,?)+$/);
      if (wildcard === undefined) expect(resources.join()).not.toContain('*');
    }
    const granted = grants.flatMap(({ resources }) => resources);
    expect(granted).toEqual(expect.arrayContaining(arnsIn(resource)));
  });

  if (provider !== 'lambda' && namespace !== 'workflows')
    test('refuses an operation, event or topic that is not there, at dispatch and at the run, before it sends anything', async () => {
      const sample = at(silent);
      const before = silent.connections;
      const target = 'operation' in sample.target ? { operation: 'nonsense' } : { event: 'nonsense' };
      const mismatch = inputs[namespace].validateAgainst(
        { target: { resource: 'it', ...target }, input: sample.input },
        sample.resource,
      );
      expect(mismatch).toEqual({ notFound: expect.stringContaining('nonsense') });
      const error = await failure(runAt(silent, namespace, { ...sample, target }));
      expect([error.code, error.message]).toEqual(['NOT_FOUND', expect.stringContaining('nonsense')]);
      expect(silent.connections).toBe(before);
    });

  if (Object.keys(at({ host: '127.0.0.1', port: 1 }).secrets).length > 0)
    test('sends nothing where a secret is missing, and says which', async () => {
      const before = silent.connections;
      const error = await failure(runAt(silent, namespace, { ...at(silent), secrets: {} }));
      expect([error.code, error.message]).toEqual(['NOT_FOUND', expect.stringContaining('PASSWORD')]);
      expect(silent.connections).toBe(before);
    });
});

/** The ARNs that a resource names. */
function arnsIn(resource: Resource): string[] {
  return [...JSON.stringify(resource).matchAll(/"(arn:[^"]+)"/g)].map(([, arn = '']) => arn);
}
