import { Logger } from '@aws-lambda-powertools/logger';
import { NoCapacity } from '../../core/errors/run-error.ts';
import { NewerFormat } from '../../core/formats/format.ts';
import type { Ports } from '../../core/ports/ports.ts';
import { createHandler } from '../../lambdas/dispatch/handler.ts';

/** The API over a table that refuses every read. */
function refused(error: Error) {
  const get = async () => {
    throw error;
  };
  return createHandler(
    { claims: { products: 'products', access: 'access' } } as Parameters<typeof createHandler>[0],
    { jobs: { get } } as unknown as Ports,
    new Logger({ logLevel: 'SILENT' }),
  );
}

const PATH = `/v1/jobs/job_${'0'.repeat(26)}`;
const throughGateway = {
  version: '2.0',
  routeKey: 'GET /v1/jobs/{id}',
  rawPath: PATH,
  rawQueryString: '',
  headers: {},
  isBase64Encoded: false,
  pathParameters: { id: PATH.slice(9) },
  requestContext: { http: { method: 'GET', path: PATH } },
} as unknown as Parameters<ReturnType<typeof createHandler>>[0];

describe('a call of the API that the table has no capacity for', () => {
  test('is answered 503 with the seconds after which to call again', async () => {
    const answer = await refused(new NoCapacity('refused 5 times'))(throughGateway);
    expect(answer).toMatchObject({
      statusCode: 503,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '2' },
    });
    expect(JSON.parse(String((answer as { body: string }).body))).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
  });

  test('is told from one about what a newer release wrote, which is answered 503 too', async () => {
    const answer = await refused(new NewerFormat('job row', 2, 1))(throughGateway);
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '2' } });
    expect(JSON.parse(String((answer as { body: string }).body))).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      detail: 'It was written by a newer release, which is being deployed or was rolled back.',
    });
  });

  test('is told from one that fails here, which names no moment to call again', async () => {
    const answer = await refused(new TypeError('a bug'))(throughGateway);
    expect(answer).toMatchObject({
      statusCode: 500,
      headers: { 'content-type': 'application/problem+json' },
    });
    expect(answer).not.toHaveProperty('headers.retry-after');
  });
});
