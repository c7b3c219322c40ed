import { Agent, type Dispatcher } from 'undici';
import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';

/** One HTTP request, complete with its credentials. */
export interface Call {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body?: string;
}

/** What an app answered; of a body of more than 1 MB the beginning. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
  /** The body goes on. */
  cut: boolean;
}

const MAX_REDIRECTS = 5;
/** A longer body is not read to its end; that costs its connection. */
const MAX_BYTES = 1024 * 1024;
const CONNECT_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 4000;

let agent: Agent | undefined;
let usedAt = 0;

/**
 * The shared connections. Lambda freezes the process between invocations, and the timer that closes idle
 * connections with it, so connections idle for longer than they may be are left behind here instead: the app
 * has closed them, and a request sent on one would be lost.
 */
function connections(): Agent {
  const now = Date.now();
  if (!agent || now - usedAt > KEEP_ALIVE_MS) {
    agent?.close().catch(() => undefined);
    agent = new Agent({
      // A session of HTTP/2 does not survive a freeze of the process.
      allowH2: false,
      connect: { timeout: CONNECT_TIMEOUT_MS },
      keepAliveTimeout: KEEP_ALIVE_MS,
      // How long an answer may take is the attempt's own limit, which the signal carries.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }
  usedAt = now;
  return agent;
}

/**
 * Sends a call and reads the answer, following redirects within the origin only, so that credentials never
 * leave it and no call is changed: POST, PUT, PATCH and DELETE follow 307 and 308, and 303 with a GET.
 * @throws RunError `CONNECTION_ERROR`, `TIMEOUT` when `signal` aborts, `VALIDATION_ERROR` for other redirects
 */
export async function send(call: Call, signal: AbortSignal): Promise<Answer> {
  let next = call;
  for (let hops = 0; ; hops++) {
    const answer = await exchange(next, signal);
    const location = answer.headers['location'];
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return answer;
    if (hops === MAX_REDIRECTS) throw refused(answer, `more than ${MAX_REDIRECTS} times`);
    next = redirected(next, answer, location);
  }
}

function redirected(call: Call, answer: Answer, location: string): Call {
  const base = call.url.href;
  const url = URL.canParse(location, base) ? new URL(location, base) : undefined;
  if (url?.origin !== call.url.origin) throw refused(answer, 'to another origin');
  if (answer.status >= 307 || call.method === 'GET' || call.method === 'HEAD') return { ...call, url };
  // Repeating it as a GET, as browsers do, would end as a success that has done nothing.
  if (answer.status !== 303) throw refused(answer, `a ${call.method}; declare the new path`);
  const { 'content-type': _dropped, ...headers } = call.headers;
  return { method: 'GET', url, headers };
}

function refused({ status }: Answer, what: string): RunError {
  return new RunError(ErrorCode.Validation, `answered ${status}, redirecting ${what}, which is not followed`);
}

async function exchange({ method, url, headers, body }: Call, signal: AbortSignal): Promise<Answer> {
  try {
    const response = await connections().request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: method as Dispatcher.HttpMethod,
      headers,
      body: body ?? null,
      signal,
    });
    const flat = Object.entries(response.headers).map(([name, value]) => [name, [value].flat()[0] ?? '']);
    return {
      status: response.statusCode,
      headers: Object.fromEntries(flat),
      ...(await readBody(response.body)),
    };
  } catch (error) {
    if (signal.aborted) throw new RunError(ErrorCode.Timeout, 'did not answer in time', { cause: error });
    throw new RunError(ErrorCode.Connection, `could not be reached: ${causeOf(error)}`, { cause: error });
  }
}

async function readBody(stream: AsyncIterable<Uint8Array>): Promise<{ body: Uint8Array; cut: boolean }> {
  const kept: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    kept.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_BYTES) break;
  }
  return { body: Buffer.concat(kept), cut: bytes > MAX_BYTES };
}

/** The code that names the fault, e.g. `ECONNREFUSED`, `UND_ERR_SOCKET`, `CERT_HAS_EXPIRED`. */
function causeOf(error: unknown): string {
  const { code, name }: { code?: unknown; name?: unknown } = Object(error);
  return String(code ?? name);
}
