import './one-realm.ts';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { RunRequest } from '../../../core/ports/namespace.ts';
import { run } from '../../../namespaces/shared/lambda/run.ts';
import { breakOff, type HttpServer, startHttpServer } from '../../http-server.ts';
import { runContext } from './run-context.ts';
import { failure } from './run-failure.ts';

interface Invocation {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  event: unknown;
}

const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:report:live';
const request: RunRequest = {
  resource: { provider: 'lambda', functionArn: ARN },
  target: { resource: 'reports', event: 'daily' },
  input: { since: 5 },
};

let server: HttpServer;
let invocations: Invocation[];
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  server = await startHttpServer(({ method, headers, url, body }, response) => {
    invocations.push({ method, headers, path: decodeURIComponent(url), event: JSON.parse(body) });
    answer(response);
  });
  process.env['AWS_ENDPOINT_URL_LAMBDA'] = server.endpoint;
  // Those of the process, which no run may use.
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIDEXAMPLE';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'example';
});

beforeEach(() => {
  invocations = [];
});

afterAll(() => server.close());

/** What Lambda answers when the function returned. */
function returns(payload: string): void {
  answer = (response) => response.writeHead(200, { 'x-amz-executed-version': '7' }).end(payload);
}

/** What Lambda answers when the function threw, by its Invoke page. */
function throws(payload: unknown, kind = 'Unhandled'): void {
  answer = (response) =>
    response.writeHead(200, { 'x-amz-function-error': kind }).end(JSON.stringify(payload));
}

/** What Lambda answers when it did not invoke at all. */
function refuses(status: number, type: string, headers: Record<string, string> = {}): void {
  answer = (response) =>
    response
      .writeHead(status, { 'x-amzn-errortype': type, 'content-type': 'application/json', ...headers })
      .end(JSON.stringify({ Type: 'User', Message: `about ${type}` }));
}

describe('a function as handler', () => {
  test('is invoked once, signed, with the run, and its result is the result', async () => {
    returns('{"rows":3}');
    const session = { tag: 'user', token: 't' };
    expect(await run(request, runContext({ overrides: { session } }))).toEqual({ rows: 3 });
    expect(invocations).toHaveLength(1);
    expect(invocations[0]).toMatchObject({
      method: 'POST',
      path: `/2015-03-31/functions/${ARN}/invocations`,
      event: {
        job_id: 'job_1',
        run: 'job_1-1700000000000',
        occurrence: 1_700_000_000_000,
        number: 3,
        attempt: 2,
        deadline: expect.any(Number),
        namespace: 'actions',
        product: 'shop',
        env: 'prd',
        target: { resource: 'reports', event: 'daily' },
        input: { since: 5 },
        session,
      },
    });
    expect(invocations[0]?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/\d{8}\/eu-west-1\/lambda\/aws4_request/,
    );
    expect(invocations[0]?.headers).not.toMatchObject({ 'x-amz-invocation-type': 'Event' });
  });

  test.each([
    ['null', null],
    ['', null],
    ['"done"', 'done'],
    ['not json', 'not json'],
  ])('that answers %j has the result %j', async (payload, result) => {
    returns(payload);
    expect(await run(request, runContext())).toEqual(result);
  });

  test('gives a result past 64 KB whole to the executor, which cuts it when its secrets are out', async () => {
    returns(JSON.stringify('x'.repeat(70_000)));
    expect(await run(request, runContext())).toBe('x'.repeat(70_000));
  });

  test.each([
    [{ errorType: 'CardDeclined', errorMessage: 'no funds', trace: [] }, 'CARD_DECLINED', 'no funds'],
    [{ errorType: 'RATE_LIMITED', errorMessage: 'slow' }, 'RATE_LIMITED', 'slow'],
    [{ errorType: 'Error', code: 'DEADLOCK', errorMessage: 'locked' }, 'DEADLOCK', 'locked'],
    [{ errorType: 'Error', errorMessage: 'oops' }, 'FUNCTION_ERROR', 'oops'],
    [{ errorType: 'TypeError', errorMessage: 'x is not a function' }, 'TYPE_ERROR', 'x is not a function'],
    [{ errorType: 'Runtime.ExitError', errorMessage: 'exited' }, 'RUNTIME_EXIT_ERROR', 'exited'],
    [{ errorType: '💥', errorMessage: 7 }, 'FUNCTION_ERROR', 'the function failed'],
    [{ errorType: 'WORKER_LOST', errorMessage: 'x' }, 'FUNCTION_ERROR', 'x'],
    [{ errorType: 'Error', code: 'dead-lettered', errorMessage: 'x' }, 'FUNCTION_ERROR', 'x'],
    [
      { errorType: 'Error', errorMessage: 'a b Task timed out after 3.00 seconds' },
      'FUNCTION_ERROR',
      'a b Task timed out after 3.00 seconds',
    ],
    [{ errorType: 'Timeout', errorMessage: 'x' }, 'FUNCTION_ERROR', 'x'],
    [{ errorType: 'NotFound', errorMessage: 'x' }, 'NOT_FOUND', 'x'],
    ['text', 'FUNCTION_ERROR', 'the function failed'],
    [
      { errorMessage: '2026-01-01T00:00:00.000Z 1-2 Task timed out after 3.00 seconds' },
      'TIMEOUT',
      '2026-01-01T00:00:00.000Z 1-2 Task timed out after 3.00 seconds',
    ],
    [
      { errorType: 'Sandbox.Timedout', errorMessage: 'RequestId: 1-2 Error: Task' },
      'TIMEOUT',
      'RequestId: 1-2 Error: Task',
    ],
  ])('that throws %j fails the run by that name', async (payload, code, message) => {
    throws(payload);
    expect((await failure(run(request, runContext()))).toFailure()).toEqual({ code, message });
  });

  test.each([
    [429, 'TooManyRequestsException', 'RATE_LIMITED'],
    [404, 'ResourceNotFoundException', 'NOT_FOUND'],
    [403, 'AccessDeniedException', 'FORBIDDEN'],
    [403, 'UnrecognizedClientException', 'UNAUTHORIZED'],
    [413, 'RequestTooLargeException', 'VALIDATION_ERROR'],
    [400, 'InvalidRequestContentException', 'VALIDATION_ERROR'],
    [415, 'UnsupportedMediaTypeException', 'VALIDATION_ERROR'],
    [409, 'ResourceConflictException', 'CONFLICT'],
    [502, 'ResourceNotReadyException', 'SERVICE_UNAVAILABLE'],
    [502, 'ENILimitReachedException', 'SERVICE_UNAVAILABLE'],
    [502, 'EC2ThrottledException', 'RATE_LIMITED'],
    [500, 'ServiceException', 'SERVICE_UNAVAILABLE'],
  ])('that Lambda refuses with %i %s is %s, and is not asked again', async (status, type, code) => {
    refuses(status, type);
    expect((await failure(run(request, runContext()))).code).toBe(code);
    expect(invocations).toHaveLength(1);
  });

  test('that is throttled says how long to wait', async () => {
    refuses(429, 'TooManyRequestsException', { 'retry-after': '4' });
    expect((await failure(run(request, runContext()))).retryAfterMs).toBe(4000);
  });

  test('whose answer breaks off behind its status has run, and is not invoked again', async () => {
    const halfOf = (headers: Record<string, string>) => (response: ServerResponse) => {
      breakOff(response, 200, '{"half', headers);
    };
    answer = halfOf({});
    const unkept = { kept: false, reason: 'the answer could not be read', status: 200 };
    expect(await run(request, runContext())).toEqual(unkept);
    answer = halfOf({ 'x-amz-function-error': 'Unhandled' });
    expect((await failure(run(request, runContext()))).code).toBe('SERVICE_UNAVAILABLE');
  });

  test('that hangs up is CONNECTION_ERROR', async () => {
    answer = (response) => response.destroy();
    expect((await failure(run(request, runContext()))).code).toBe('CONNECTION_ERROR');
  });

  test('that does not answer within the attempt is TIMEOUT', async () => {
    answer = () => undefined;
    expect((await failure(run(request, runContext({ timeout: 200 })))).code).toBe('TIMEOUT');
  });
});

describe('the stack of what a function threw', () => {
  test.each([
    [
      'Node.js',
      { trace: ['CardDeclined: no', '    at charge (/var/task/charge.ts:3:9)', '    at async run (x.ts:1)'] },
    ],
    [
      'Python',
      { stackTrace: ['  File "/var/task/charge.py", line 3, in charge\n    raise', '  File "x.py", line 1'] },
    ],
  ])('of %s is its frames', async (_runtime, trace) => {
    throws({ errorType: 'CardDeclined', errorMessage: 'no', ...trace });
    const error = await run(request, runContext()).catch((fault: unknown) => fault);
    expect(error).toMatchObject({ code: 'CARD_DECLINED', message: 'no' });
    expect((error as { trace?: string }).trace).toMatch(
      /^(at charge|File ".*charge\.py")[\s\S]*\n(at async|File) /,
    );
  });

  test.each([[undefined], ['text'], [[]], [[1, { a: 1 }]]])(
    'is left out where it is none: %j',
    async (trace) => {
      throws({ errorType: 'CardDeclined', errorMessage: 'no', trace });
      expect(await run(request, runContext()).catch((fault: unknown) => fault)).toMatchObject({
        trace: undefined,
      });
    },
  );
});

test.each([
  ['an own function could not answer', 'DuctapeResultNotKept', 'the result is not JSON'],
  [
    'Lambda could not carry',
    'Function.ResponseSizeTooLarge',
    'Response payload size exceeded maximum allowed',
  ],
])('a result that %s is work that was done', async (_what, errorType, errorMessage) => {
  throws({ errorType, errorMessage });
  expect(await run(request, runContext())).toEqual({ kept: false, reason: errorMessage });
  expect(invocations).toHaveLength(1);
});
