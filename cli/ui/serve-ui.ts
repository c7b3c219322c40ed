import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ErrorCode } from '../../contract/errors.ts';
import { serveOnLoopback } from '../../local/lambda/loopback.ts';
import type { Transport } from '../../sdk/index.ts';
import { PAGE, SESSION_PATH } from '../../web/pages.ts';
import { type Files, fileAt, headersOf, isView, withData } from '../../web/serve/files.ts';
import { type Answer, forwarded, isForwarded, problem } from './forwarded.ts';

/** The dashboard on this machine. */
export interface Ui {
  /** The first address, with the secret in it that lets a browser call the API through here. */
  url: string;
  stop(): Promise<void>;
}

/** How the dashboard is served. */
export interface UiOptions {
  /** How the one API is called that calls are handed on to. */
  transport: Transport;
  files: Files;
  /** 0 for a free one. */
  port?: number;
  /** Whether each read is paid for, so that the page asks less often. */
  isFar: boolean;
}

const SECRET_BYTES = 24;

/**
 * Serves the dashboard on 127.0.0.1, to callers that know its secret: the page is for all, and a call of the API needs the secret as a bearer token, which no page of
 * another origin has, or can send. What is foreign by its `Host`, `Origin` or `Sec-Fetch-Site` is refused before.
 */
export async function serveUi({ transport, files, port = 0, isFar }: UiOptions): Promise<Ui> {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const served = isFar ? withData(files, { far: '' }) : files;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '', search = ''] = (request.url ?? '').split(/\?(.*)/s);
    if (isForwarded(path)) {
      const isKnown = isSame(request.headers.authorization, `Bearer ${secret}`);
      return send(response, isKnown ? await forwarded(request, path, search, transport) : UNKNOWN);
    }
    const isFirst = path.startsWith(SESSION_PATH) && isSame(path.slice(SESSION_PATH.length), secret);
    const name = isFirst ? PAGE : (fileAt(path) ?? '');
    const body = served.get(name);
    if (request.method !== 'GET' || !body) return send(response, NONE);
    response.writeHead(200, { ...headersOf(name), 'content-length': body.length }).end(body);
  }

  const server = await serveOnLoopback(
    (request, response) => {
      // A client that went away, or a transport that broke its promise.
      answer(request, response).catch(() => response.destroy());
    },
    port,
    isView,
  );
  return { url: server.endpoint + SESSION_PATH + secret, stop: () => server.stop() };
}

const NONE = problem(404, ErrorCode.NotFound, 'Not found', 'There is nothing here.');
const UNKNOWN = problem(
  401,
  ErrorCode.Unauthorized,
  'Not signed in',
  'Open the address that `ductape ui` wrote, once in each browser: it has the secret of this session in it.',
);

function isSame(given: unknown, secret: string): boolean {
  const [a, b] = [Buffer.from(String(given)), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response
    .writeHead(status, {
      'content-type': status >= 400 ? 'application/problem+json' : 'application/json',
      'cache-control': 'no-store',
      'content-length': bytes.length,
      ...headers,
    })
    .end(bytes);
}
