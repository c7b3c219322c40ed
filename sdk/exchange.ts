import { defined } from '../contract/plain-data.ts';
import { codeOfStatus, DuctapeError } from './ductape-error.ts';
import { noAnswer } from './no-answer.ts';
import type { ApiRequest, ApiResponse } from './transport.ts';

/** A request as `fetch` takes it; `body` is serialised JSON. */
export interface HttpMessage {
  url: URL;
  headers: Record<string, string>;
  body?: string;
}

/** Puts a request to the API into an HTTP message for `endpoint`, whose path (a stage, say) comes first. */
export function httpMessage(endpoint: URL, request: ApiRequest): HttpMessage {
  const url = new URL(endpoint.pathname.replace(/\/+$/, '') + request.path, endpoint);
  url.search = Object.entries(request.query ?? {})
    .map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`)
    .join('&');
  const headers = request.known === undefined ? {} : { 'if-none-match': `"${request.known}"` };
  if (request.body === undefined) return { url, headers };
  const type = { 'content-type': 'application/json' };
  return { url, headers: { ...headers, ...type }, body: JSON.stringify(request.body) };
}

/** Sends the message and reads the JSON answer; redirects are not followed, a signature would not survive one. */
export async function exchange(
  request: ApiRequest,
  message: HttpMessage,
  signal: AbortSignal,
): Promise<ApiResponse> {
  const { url, headers, body } = message;
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: request.method,
      headers,
      body: body ?? null,
      redirect: 'manual',
      signal,
    });
    text = await response.text();
  } catch (error) {
    throw noAnswer(request, error);
  }
  const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), Date.now());
  const answer = { status: response.status, ...defined({ retryAfterMs }) };
  if (response.status === 304) return { ...answer, body: null };
  try {
    return { ...answer, body: JSON.parse(text) };
  } catch (cause) {
    const came = text === '' ? 'nothing' : (response.headers.get('content-type') ?? 'an unnamed type');
    throw new DuctapeError(request, {
      ...answer,
      code: codeOfStatus(response.status),
      detail: `expected JSON, got ${came} with status ${response.status}${excerpt(text)}`,
      cause,
    });
  }
}

/** RFC 9110, 10.2.3: seconds or an HTTP date; undefined when it is neither. */
export function readRetryAfter(header: string | null | undefined, now: number): number | undefined {
  if (!header) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

const excerpt = (text: string) => (text === '' ? '' : `: ${text.trim().slice(0, 120)}`);

/** As SigV4 canonicalises a query; `URLSearchParams` would write a space as `+`. */
function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
