import type { HttpApp, HttpAuth, HttpEvent } from '../../contract/config.ts';
import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import { resolveSecrets } from '../../core/input/resolve-secrets.ts';
import type { Secrets } from '../../core/ports/secrets.ts';
import { encodeBody } from './body.ts';
import { nameFault, valueFault } from './header.ts';
import type { AppRequest } from './request.ts';

/** One HTTP request, complete with its credentials. */
export interface Call {
  method: HttpEvent['method'];
  url: URL;
  headers: Record<string, string>;
  body?: string;
}

type Pair = [name: string, value: string];

/**
 * Puts a request together: the app's base URL, headers and credentials, the dispatch's values, and the run's
 * identity as `Idempotency-Key`. What the configuration sets cannot be overridden by the dispatch.
 * @throws RunError `VALIDATION_ERROR` for a configuration that makes no request, `NOT_FOUND` for a secret
 */
export async function buildCall(
  app: HttpApp,
  event: HttpEvent,
  request: AppRequest,
  identity: string,
  secrets: Secrets,
): Promise<Call> {
  const base = parseBase(await resolveSecrets(app.baseUrl, secrets));
  const credentials = app.auth ? await credentialsOf(app.auth, secrets) : {};
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
  const body = encodeBody(request.body, headers['content-type']);
  headers['content-type'] = body.contentType;
  return { ...call, body: body.text };
}

function parseBase(text: string): URL {
  const base = URL.canParse(text) ? new URL(text) : undefined;
  if (!base || !/^https?:$/.test(base.protocol) || base.username || base.password || base.search) {
    throw new RunError(ErrorCode.Validation, "the app's baseUrl is not http(s)://host[:port][/path]");
  }
  return base;
}

async function credentialsOf(auth: HttpAuth, secrets: Secrets): Promise<{ header?: Pair; query?: Pair }> {
  switch (auth.type) {
    case 'bearer':
      return { header: ['authorization', `Bearer ${await resolveSecrets(auth.token, secrets)}`] };
    case 'basic': {
      const [username, password] = await Promise.all([
        resolveSecrets(auth.username, secrets),
        resolveSecrets(auth.password, secrets),
      ]);
      const token = Buffer.from(`${username}:${password}`).toString('base64');
      return { header: ['authorization', `Basic ${token}`] };
    }
    case 'header':
      return { header: [auth.name, await resolveSecrets(auth.value, secrets)] };
    case 'apiKey': {
      const pair: Pair = [auth.name, await resolveSecrets(auth.value, secrets)];
      return auth.in === 'query' ? { query: pair } : { header: pair };
    }
  }
}

function set(headers: Record<string, string>, [name, value]: Pair): void {
  const fault = nameFault(name) ?? valueFault(value);
  if (fault) throw new RunError(ErrorCode.Validation, `the app's configured header "${name}" ${fault}`);
  headers[name.toLowerCase()] = value;
}
