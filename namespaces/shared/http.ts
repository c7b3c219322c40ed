import type { Readable } from 'node:stream';
import { Agent, type Dispatcher } from 'undici';
import { ErrorCode } from '../../contract/errors.ts';
import { asRecord } from '../../contract/plain-data.ts';
import { RunError } from '../../core/errors/run-error.ts';
import type { RunContext } from '../../core/ports/namespace.ts';
import { type Body, decoded, readBody } from './content-coding.ts';

/** One HTTP request, complete with its credentials. */
export interface Call {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body?: string;
}

/** The attempt that a call is part of: its end, and what is aborted then. */
export type Attempt = Pick<RunContext, 'signal' | 'deadline'>;

/** What an app answered, its content coding undone; of a body of more than 1 MB the beginning. */
export interface Answer extends Body {
  status: number;
  headers: Record<string, string>;
}

/**
 * Thrown where an answer came of which not even the status is known, since its headers go past 1 MB. An app that
 * answers has acted: where the call is the run's effect, it is done.
 */
export class UnreadAnswer extends RunError {}

const MAX_REDIRECTS = 5;
/** A longer body is not read to its end; that costs its connection. */
const MAX_BYTES = 1024 * 1024;
const MAX_HEADER_BYTES = 1024 * 1024;
/** What an attempt is left with to tell of an answer that does not end. */
const TELLING_MS = 250;
/** Interim answers (100 to 199) before the one that counts; an app that sends them without end is left. */
const MAX_INTERIM = 100;
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
      maxHeaderSize: MAX_HEADER_BYTES,
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
 * Once a status has come there is an answer, whatever becomes of its body: `cut` says why it is not whole.
 * @throws RunError `CONNECTION_ERROR`, `CONNECTION_LOST` for interim answers without end, `TIMEOUT` when `signal` aborts, `VALIDATION_ERROR` for other redirects; an
 * `UnreadAnswer` for headers past 1 MB
 */
export async function send(call: Call, attempt: Attempt): Promise<Answer> {
  let next = call;
  for (let hops = 0; ; hops++) {
    const answer = await exchange(next, attempt);
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

async function exchange(call: Call, { signal, deadline }: Attempt): Promise<Answer> {
  const response = await request(call, signal);
  const flat = Object.entries(response.headers).map(([name, value]) => [name, [value].flat()[0] ?? '']);
  const headers: Record<string, string> = Object.fromEntries(flat);
  const body = await readInTime(response.body, deadline);
  const coding = [response.headers['content-encoding']].flat().join();
  return { status: response.statusCode, headers, ...(await decoded(body, coding, MAX_BYTES)) };
}

/** Stops early enough to tell what has come, for a success is one however slowly its body trickles. */
async function readInTime(stream: Readable, deadline: number): Promise<Body> {
  const left = deadline - Date.now();
  let isLate = false;
  const timer = setTimeout(
    () => {
      isLate = true;
      stream.destroy();
    },
    left - Math.min(TELLING_MS, left / 5),
  );
  const read = await readBody(stream, MAX_BYTES);
  clearTimeout(timer);
  return isLate ? { ...read, cut: 'late' } : read;
}

async function request(
  { method, url, headers, body }: Call,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  const left = new AbortController();
  let interim = 0;
  try {
    return await connections().request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: method as Dispatcher.HttpMethod,
      headers,
      body: body ?? null,
      signal: AbortSignal.any([signal, left.signal]),
      onInfo: () => {
        interim += 1;
        if (interim > MAX_INTERIM) left.abort();
      },
    });
  } catch (error) {
    if (signal.aborted) throw new RunError(ErrorCode.Timeout, 'did not answer in time', { cause: error });
    if (left.signal.aborted)
      throw new RunError(ErrorCode.ConnectionLost, `sent more than ${MAX_INTERIM} interim answers`);
    const code = codeOf(error);
    if (code === 'UND_ERR_HEADERS_OVERFLOW') {
      throw new UnreadAnswer(ErrorCode.ServiceUnavailable, 'answered with headers larger than 1 MB');
    }
    throw new RunError(ErrorCode.Connection, `could not be reached: ${code}`, { cause: error });
  }
}

/** The code that names the fault, e.g. `ECONNREFUSED`, `UND_ERR_SOCKET`, `CERT_HAS_EXPIRED`. */
function codeOf(error: unknown): string {
  const { code, name }: { code?: unknown; name?: unknown } = asRecord(error);
  return String(code ?? name);
}
