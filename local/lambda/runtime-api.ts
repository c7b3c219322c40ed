import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { failurePayload, readBody } from './http.ts';
import { listenOnLoopback } from './loopback.ts';

/** What one execution environment is asked to do. */
export interface Invocation {
  requestId: string;
  /** Epoch milliseconds. */
  deadlineMs: number;
  functionArn: string;
  payload: Buffer | string;
  /** By how much a virtual clock is ahead of the machine's, ms. */
  clockOffsetMs?: number;
}

/** What the runtime in an environment reports. */
export interface RuntimeReports {
  /** It asked for the next invocation: the last step (init, or an invocation) is over. */
  ready(): void;
  answered(requestId: string, payload: Buffer, failed: boolean): void;
  initFailed(payload: Buffer): void;
  /** It has nothing to do until `time`; `wake` is to be told the clock's offset then. Gives what ends it before. */
  asleep(time: number, wake: (offset: number) => void): () => void;
}

/** The Runtime API of one execution environment. */
export interface RuntimeApi {
  /** `host:port`, for AWS_LAMBDA_RUNTIME_API. */
  address: string;
  /** Answers the runtime's open request for the next invocation; call it only when the runtime is ready. */
  deliver(invocation: Invocation): void;
  close(): void;
}

// The limit of a synchronous response: 6 MB and the margin AWS names in its own message.
const MAX_RESPONSE_BYTES = 6_291_556;
const PREFIX = '/2018-06-01/runtime';

/** Serves https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html to one runtime, on a free port of 127.0.0.1. */
export async function startRuntimeApi(reports: RuntimeReports): Promise<RuntimeApi> {
  let open: ServerResponse | undefined;

  function next(response: ServerResponse): void {
    open = response;
    reports.ready();
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.startsWith(PREFIX) ? request.url.slice(PREFIX.length) : '';
    if (request.method === 'GET' && path === '/invocation/next') {
      return next(response);
    }
    const body = await readBody(request, MAX_RESPONSE_BYTES);
    if (request.method === 'POST' && path === '/clock/sleep') {
      const end = reports.asleep(Number(body), (offset) => response.writeHead(200).end(String(offset)));
      response.once('close', end);
      return;
    }
    const [, requestId, kind] = /^\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    if (request.method !== 'POST' || (requestId === undefined && path !== '/init/error')) {
      response.writeHead(404).end();
      return;
    }
    const payload = body ?? tooLarge();
    if (requestId === undefined) reports.initFailed(payload);
    else reports.answered(requestId, payload, kind === 'error' || body === undefined);
    if (kind === 'response' && body && request.headers['then-next']) return next(response);
    response.writeHead(body === undefined ? 413 : 202).end();
  }

  const server = createServer((request, response) => {
    // A runtime that is killed in the middle of a request is reported by its exit, not here.
    serve(request, response).catch(() => response.destroy());
  });
  const port = await listenOnLoopback(server, 0);
  server.unref();

  return {
    address: `127.0.0.1:${port}`,
    deliver({ requestId, deadlineMs, functionArn, payload, clockOffsetMs }) {
      const response = open;
      open = undefined;
      response?.writeHead(200, {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(payload),
        'Lambda-Runtime-Aws-Request-Id': requestId,
        'Lambda-Runtime-Deadline-Ms': deadlineMs,
        'Lambda-Runtime-Invoked-Function-Arn': functionArn,
        ...(clockOffsetMs !== undefined && { 'Clock-Offset-Ms': clockOffsetMs }),
      });
      response?.end(payload);
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function tooLarge(): Buffer {
  return failurePayload(
    'Function.ResponseSizeTooLarge',
    `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
  );
}
