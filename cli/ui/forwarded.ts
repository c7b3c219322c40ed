import type { IncomingMessage } from 'node:http';
import { ErrorCode, type Problem } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';
import { isJson } from '../../local/api-gateway/json-only.ts';
import { readBody } from '../../local/lambda/http.ts';
import { type ApiRequest, DuctapeError, type Transport } from '../../sdk/index.ts';

/** API Gateway waits 30 s for an answer; ms. */
const PATIENCE_MS = 31_000;

const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'DELETE'] satisfies ApiRequest['method'][];

/** What the page is answered. */
export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** What `ductape ui` says itself. */
export function problem(status: number, code: string, title: string, detail: string): Answer {
  const body: Problem = { type: 'about:blank', title, status, code, detail };
  return { status, body };
}

/**
 * Whether a path is one of the API, or of the clock of an embedded cloud, as it is written: none of its segments may climb, nor become two
 * once it is decoded, wherever the endpoint's own path ends.
 */
export function isForwarded(path: string): boolean {
  if (path === '/_clock' || path === '/_clock/advance') return true;
  const [root, ...segments] = path.split('/').slice(1);
  return root === 'v1' && segments.length > 0 && segments.every(isPlain);
}

function isPlain(segment: string): boolean {
  if (!/^[\w.~!$&'()*+,;=:@%-]+$/.test(segment)) return false;
  try {
    return /^(?!\.{1,2}$)[^/\\\p{Cc}]+$/u.test(decodeURIComponent(segment));
  } catch {
    return false;
  }
}

/** Hands a call of the page on to the API: its method, path, query and JSON, and nothing else of it. */
export async function forwarded(
  request: IncomingMessage,
  path: string,
  search: string,
  transport: Transport,
): Promise<Answer> {
  const { method = '', headers } = request;
  if (!METHODS.includes(method))
    return problem(405, ErrorCode.Validation, 'Not a method of the API', `It takes ${METHODS.join(', ')}.`);
  const query = new URLSearchParams(search);
  const twice = [...query.keys()].find((name) => query.getAll(name).length > 1);
  if (twice !== undefined)
    return problem(
      400,
      ErrorCode.Validation,
      'The request is not valid',
      'A parameter of the query came twice.',
    );
  const bytes = await readBody(request, Limits.manyBodyBytes);
  if (bytes === undefined)
    return problem(413, ErrorCode.PayloadTooLarge, 'The body is too large', 'The API takes no such body.');
  if (bytes.length > 0 && !isJson(headers['content-type']))
    return problem(
      415,
      ErrorCode.UnsupportedMediaType,
      'Not JSON',
      'A body needs the header "content-type: application/json".',
    );
  const call: ApiRequest = { method: method as ApiRequest['method'], path };
  if (search !== '') call.query = Object.fromEntries(query);
  try {
    // A body of a GET means nothing (RFC 9110, 9.3.1).
    if (bytes.length > 0 && method !== 'GET') call.body = JSON.parse(bytes.toString());
  } catch {
    return problem(400, ErrorCode.Validation, 'The request is not valid', 'The body is not valid JSON.');
  }
  return await answered(transport, call);
}

async function answered(transport: Transport, call: ApiRequest): Promise<Answer> {
  try {
    const { status, body, retryAfterMs } = await transport(call, AbortSignal.timeout(PATIENCE_MS));
    const after = retryAfterMs && { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
    return { status, body, ...(after && { headers: after }) };
  } catch (error) {
    // What can be read as JSON can be too deep to be written.
    if (error instanceof RangeError)
      return problem(400, ErrorCode.Validation, 'The request is not valid', 'The body is nested too deeply.');
    if (!(error instanceof DuctapeError)) throw error;
    const isUnsigned = error.code === ErrorCode.Unauthorized;
    return problem(
      error.status ?? (isUnsigned ? 401 : 502),
      error.code,
      'The API did not answer',
      error.message,
    );
  }
}
