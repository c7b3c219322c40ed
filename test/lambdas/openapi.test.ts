import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { NAMESPACES } from '../../contract/namespaces.ts';
import { openApiDocument } from '../../lambdas/dispatch/openapi/document.ts';
import { ROUTE_KEYS } from '../../lambdas/dispatch/route-keys.ts';
import { inputs } from '../../namespaces/input-registry.ts';

interface Described {
  operationId: string;
  requestBody?: { content: { 'application/json': { schema: object } } };
}

const document = openApiDocument(inputs) as unknown as {
  openapi: string;
  paths: Record<string, Record<string, Described>>;
};
const bodyOf = (path: string) =>
  document.paths[path]?.['post']?.requestBody?.content['application/json'].schema ?? {};
const accepts = (path: string, body: unknown) => new Ajv2020({ strict: false }).validate(bodyOf(path), body);

describe('the OpenAPI document', () => {
  test('is the one in docs; `npm run openapi` writes it', () => {
    expect(JSON.parse(readFileSync('docs/openapi.json', 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(document)),
    );
  });

  test('describes every route, and each dispatch of a namespace by its own fields', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const expected = ROUTE_KEYS.flatMap((key) =>
      key.includes('{namespace}') ? NAMESPACES.map((name) => key.replace('{namespace}', name)) : [key],
    );
    expect(described.sort()).toEqual([...expected].sort());
  });

  test('names each operation once', () => {
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map((o) => o.operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  const dispatch = { product: 'shop', env: 'dev', app: 'app', event: 'ok', input: {} };
  test.each<[string, unknown, boolean]>([
    ['/v1/actions/dispatch', { ...dispatch, schedule: { every: 1000, limit: 2 } }, true],
    ['/v1/actions/dispatch', { ...dispatch, schedule: { every: 10 } }, false],
    ['/v1/actions/dispatch', { ...dispatch, aap: 'x' }, false],
    ['/v1/storage/dispatch', dispatch, false],
    ['/v1/jobs/{id}/reschedule', { cron: null, every: 5000 }, true],
    ['/v1/jobs/{id}/reschedule', { evry: 5000 }, false],
    ['/v1/jobs/bulk/cancel', { status: ['paused'], dry_run: true, reason: 'x' }, true],
    ['/v1/jobs/bulk/pause', { reasons: 'x' }, false],
    ['/v1/jobs/{id}/retry', { delay: -1 }, false],
  ])('says of %s whether it takes %j: %s', (path, body, expected) => {
    expect(accepts(path, body)).toBe(expected);
  });
});
