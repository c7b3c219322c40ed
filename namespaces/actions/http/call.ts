import { ErrorCode } from '../../../contract/errors.ts';
import type { HttpApp, HttpAuth, HttpEvent } from '../../../contract/resources/actions.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { resolveSecrets } from '../../../core/input/secret-reference.ts';
import type { RunContext } from '../../../core/ports/namespace.ts';
import { nameFault, valueFault } from '../../shared/header.ts';
import type { Call } from '../../shared/http.ts';
import { encodeBody } from './body.ts';
import { contentTypeOf } from './body-type.ts';
import type { AppRequest } from './request.ts';

type Pair = [name: string, value: string];

/**
 * Puts a request together: the app's base URL, headers and credentials, the dispatch's values, and the run's
 * identity as `Idempotency-Key`. What the configuration sets cannot be overridden by the dispatch.
 * @param token the access token, where the app wants one by OAuth 2.0
 * @throws RunError `VALIDATION_ERROR` for a configuration that makes no request, `NOT_FOUND` for a secret
 */
export async function buildCall(
  app: HttpApp,
  event: HttpEvent,
  request: AppRequest,
  context: RunContext,
  token?: string,
): Promise<Call> {
  const { identity, secrets } = context;
  const base = parseBase(await resolveSecrets(app.baseUrl, secrets));
  const credentials = app.auth ? await credentialsOf(app.auth, context, token) : {};
  const configured = await Promise.all(
    Object.entries(app.headers ?? {}).map(
      async ([name, value]): Promise<Pair> => [name, await resolveSecrets(value, secrets)],
    ),
  );
  const headers: Record<string, string> = {
    accept: 'application/json, */*;q=0.5',
    // No Accept-Encoding would allow any coding (RFC 9110, 12.5.3); answers are small, so none is wanted.
    'accept-encoding': 'identity',
    'user-agent': 'ductape-scheduler',
    ...request.headers,
  };
  for (const pair of [...configured, ...(credentials.header ? [credentials.header] : [])]) set(headers, pair);
  headers['idempotency-key'] = identity;

  // Joined as text: as a relative reference a path that begins with // would name another host.
  const url = new URL(base.origin + base.pathname.replace(/\/+$/, '') + request.path);
  for (const [name, value] of request.query) url.searchParams.append(name, value);
  if (credentials.query) url.searchParams.append(...credentials.query);

  const call = { method: event.method, url, headers };
  if (request.body === undefined) return call;
  const contentType = headers['content-type'] ?? contentTypeOf(app, event, request.headers);
  headers['content-type'] = contentType;
  return { ...call, body: encodeBody(request.body, contentType) };
}

function parseBase(text: string): URL {
  const base = URL.canParse(text) ? new URL(text) : undefined;
  if (!base || !/^https?:$/.test(base.protocol) || base.username || base.password || base.search) {
    throw new RunError(ErrorCode.Validation, "the app's baseUrl is not http(s)://host[:port][/path]");
  }
  return base;
}

async function credentialsOf(
  auth: HttpAuth,
  { secrets, hide }: RunContext,
  token: string | undefined,
): Promise<{ header?: Pair; query?: Pair }> {
  const secretOf = async (text: string) => {
    const value = await resolveSecrets(text, secrets);
    hide(value);
    return value;
  };
  switch (auth.type) {
    case 'bearer':
      return { header: ['authorization', `Bearer ${await secretOf(auth.token)}`] };
    case 'basic': {
      const username = await resolveSecrets(auth.username, secrets);
      const basic = Buffer.from(`${username}:${await secretOf(auth.password)}`).toString('base64');
      hide(basic);
      return { header: ['authorization', `Basic ${basic}`] };
    }
    case 'oauth2':
      return { header: ['authorization', `Bearer ${token}`] };
    case 'header':
      return { header: [auth.name, await secretOf(auth.value)] };
    case 'apiKey': {
      const pair: Pair = [auth.name, await secretOf(auth.value)];
      return auth.in === 'query' ? { query: pair } : { header: pair };
    }
  }
}

function set(headers: Record<string, string>, [name, value]: Pair): void {
  const fault = nameFault(name) ?? valueFault(value);
  if (fault) throw new RunError(ErrorCode.Validation, `the app's configured header "${name}" ${fault}`);
  headers[name.toLowerCase()] = value;
}
