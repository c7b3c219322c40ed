import type { NeptuneGraph } from '../../../contract/resources/graphs.ts';
import { type Graph, startGraph } from '../../../local/graph/start-graph.ts';
import { run } from '../../../namespaces/graphs/run.ts';
import { type HttpServer, startHttpServer } from '../../http-server.ts';
import { runContext } from '../shared/run-context.ts';
import { failure } from '../shared/run-failure.ts';
import { describeOperations } from './operations.ts';

process.env['AWS_ACCESS_KEY_ID'] = 'AKIAIOSFODNN7EXAMPLE';
process.env['AWS_SECRET_ACCESS_KEY'] = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';

const graphAt = (endpoint: string): NeptuneGraph => ({
  provider: 'neptune',
  endpoint,
  region: 'eu-west-1',
  databaseArn: 'arn:aws:neptune-db:eu-west-1:111122223333:cluster-X/database',
});

describe('the graph of the embedded cloud, by way of Neptune', () => {
  let graph: Graph;
  beforeAll(async () => {
    graph = await startGraph({ port: 0 });
    // The first query starts PostgreSQL.
    await clear();
  }, 60_000);
  afterAll(() => graph.stop());
  const clear = () =>
    fetch(`${graph.endpoint}/openCypher`, {
      method: 'POST',
      body: new URLSearchParams({ query: 'MATCH (n) DETACH DELETE n' }),
    });
  describeOperations(() => graphAt(graph.endpoint), 'one', clear);
});

describe('a request to Neptune', () => {
  const seen: { url: string; headers: Record<string, unknown>; form: URLSearchParams }[] = [];
  let answer = { status: 200, body: '{"results":[]}' };
  let server: HttpServer;
  beforeAll(async () => {
    server = await startHttpServer(({ url, headers, body }, response) => {
      seen.push({ url, headers, form: new URLSearchParams(body) });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
    });
  });
  afterAll(() => server.close());
  const create = () =>
    run(
      {
        resource: graphAt(server.endpoint),
        target: { resource: 'g', operation: 'createNode' },
        input: { labels: ['Person', 'Admin'], properties: { name: "O'Neil" } },
      },
      runContext(),
    );

  test('is a signed form with the query and its parameters apart', async () => {
    await create();
    const [request] = seen;
    expect(request?.url).toBe('/openCypher');
    expect(request?.headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 .*\/eu-west-1\/neptune-db\/aws4_request/,
    );
    expect(request?.form.get('query')).toBe(
      'MERGE (n:`Person`:`Admin` {`_ductape_run`: $p0}) ON CREATE SET n.`name` = $p1 RETURN id(n) AS id, labels(n) AS labels, properties(n) AS properties',
    );
    expect(JSON.parse(request?.form.get('parameters') ?? '')).toEqual({
      p0: 'job_1-1700000000000',
      p1: "O'Neil",
    });
  });

  test.each([
    ['ConcurrentModificationException', 500, 'DEADLOCK'],
    ['ConstraintViolationException', 400, 'CONSTRAINT_VIOLATION'],
    ['QueryLimitExceededException', 500, 'RATE_LIMITED'],
    ['TooManyRequestsException', 429, 'RATE_LIMITED'],
    ['ThrottlingException', 500, 'RATE_LIMITED'],
    ['TimeLimitExceededException', 500, 'TIMEOUT'],
    ['CancelledByUserException', 500, 'TIMEOUT'],
    ['ClientTimeoutException', 408, 'TIMEOUT'],
    ['AccessDeniedException', 403, 'FORBIDDEN'],
    ['ReadOnlyViolationException', 400, 'FORBIDDEN'],
    ['MalformedQueryException', 400, 'VALIDATION_ERROR'],
    ['InvalidParameterException', 400, 'VALIDATION_ERROR'],
    ['MissingParameterException', 400, 'VALIDATION_ERROR'],
    ['BadRequestException', 400, 'VALIDATION_ERROR'],
    ['IllegalArgumentException', 400, 'VALIDATION_ERROR'],
    ['InvalidArgumentException', 400, 'VALIDATION_ERROR'],
    ['InvalidNumericDataException', 400, 'VALIDATION_ERROR'],
    ['ParsingException', 400, 'VALIDATION_ERROR'],
    ['PreconditionsFailedException', 400, 'VALIDATION_ERROR'],
    ['QueryLimitException', 400, 'VALIDATION_ERROR'],
    ['QueryTooLargeException', 400, 'VALIDATION_ERROR'],
    ['UnsupportedOperationException', 400, 'VALIDATION_ERROR'],
    ['MemoryLimitExceededException', 500, 'SERVICE_UNAVAILABLE'],
    ['InternalFailureException', 500, 'SERVICE_UNAVAILABLE'],
    ['FailureByQueryException', 500, 'SERVICE_UNAVAILABLE'],
    ['ServerShutdownException', 500, 'SERVICE_UNAVAILABLE'],
    ['OneOfTomorrowException', 400, 'VALIDATION_ERROR'],
    ['OneOfTomorrowException', 500, 'SERVICE_UNAVAILABLE'],
  ])('that is answered %s of status %i is %s', async (code, status, type) => {
    answer = { status, body: JSON.stringify({ requestId: 'r', code, detailedMessage: 'quotes the query' }) };
    const error = await failure(create());
    expect(error.code).toBe(type);
    expect(error.message).not.toContain('quotes the query');
  });

  test.each(['{"results":[{"id":"1"},', '{"results":[{"code":"TimeLimit', '', '{}', 'null'])(
    'that is answered 200 and %j has failed: the rows broke off',
    async (body) => {
      answer = { status: 200, body };
      expect((await failure(create())).code).toBe('SERVICE_UNAVAILABLE');
    },
  );

  test('that is answered with more than 1 MB has run, and its answer is marked as not kept', async () => {
    answer = { status: 200, body: JSON.stringify({ results: [{ text: 'x'.repeat(1_100_000) }] }) };
    expect(await create()).toEqual({ kept: false, reason: 'the answer is larger than 1 MB', status: 200 });
  });

  test('that is not answered within the attempt is TIMEOUT', async () => {
    await using deaf = await startHttpServer(() => undefined);
    const resource = graphAt(deaf.endpoint);
    const request = { target: { resource: 'g', operation: 'findNodes' }, input: {} };
    const waiting = run({ ...request, resource }, runContext({ timeout: 200 }));
    expect((await failure(waiting)).code).toBe('TIMEOUT');
  });

  test('to an address without a server is CONNECTION_ERROR', async () => {
    const request = { target: { resource: 'g', operation: 'findNodes' }, input: {} };
    const gone = run({ ...request, resource: graphAt('http://127.0.0.1:1') }, runContext());
    expect((await failure(gone)).code).toBe('CONNECTION_ERROR');
  });
});
