import { ErrorCode } from '../../contract/errors.ts';
import type { OAuth2Auth } from '../../contract/resources/actions.ts';
import { RunError } from '../../core/errors/run-error.ts';
import { resolveSecrets } from '../../core/input/resolve-secrets.ts';
import type { RunContext } from '../../core/ports/namespace-run.ts';
import { type Answer, send } from '../shared/http.ts';
import { typeOfStatus } from '../shared/http-status.ts';
import { retryAfterMs } from '../shared/retry-after.ts';
import { isObject } from './form.ts';

/** A token is given up so long before it expires, ms. */
const MARGIN = 60_000;

/** How long a token without `expires_in` is kept, ms; the standard leaves it to the server. */
const UNTOLD = 5 * 60_000;

interface Token {
  value: string;
  /** Unix ms. */
  until: number;
}

/** Tokens by what they were asked with; whoever asks while one is on its way waits for it. */
const tokens = new Map<string, Promise<Token>>();

/**
 * An access token by the client's own credentials (RFC 6749, 4.4), kept until shortly before it expires.
 * @param refused a token the app did not accept, which is not given again
 * @throws RunError `UNAUTHORIZED` for credentials that are refused, else the type of the token server's status
 */
export async function accessToken(
  auth: OAuth2Auth,
  context: RunContext,
  now: number,
  refused?: string,
): Promise<string> {
  const client = {
    id: await resolveSecrets(auth.clientId, context.secrets),
    secret: await resolveSecrets(auth.clientSecret, context.secrets),
  };
  const key = JSON.stringify([auth, client]);
  for (let kept = tokens.get(key); kept; ) {
    const token = await kept.catch(() => undefined);
    if (token && token.until > now && token.value !== refused) return hidden(token, context);
    // Somebody else may have asked meanwhile.
    const next = tokens.get(key);
    if (next === kept) break;
    kept = next;
  }
  const asked = requestToken(auth, client, context, now);
  tokens.set(key, asked);
  asked.catch(() => tokens.delete(key));
  return hidden(await asked, context);
}

function hidden({ value }: Token, context: RunContext): string {
  context.hide(value);
  return value;
}

async function requestToken(
  { tokenUrl, scope, audience, credentialsIn = 'header' }: OAuth2Auth,
  client: { id: string; secret: string },
  context: RunContext,
  now: number,
): Promise<Token> {
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (scope !== undefined) form.set('scope', scope);
  if (audience !== undefined) form.set('audience', audience);
  const headers: Record<string, string> = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
  };
  if (credentialsIn === 'body') {
    form.set('client_id', client.id);
    form.set('client_secret', client.secret);
  } else {
    // Both are form-encoded before they are joined (RFC 6749, 2.3.1).
    const pair = [client.id, client.secret].map(formEncoded).join(':');
    const basic = Buffer.from(pair).toString('base64');
    context.hide(basic);
    headers['authorization'] = `Basic ${basic}`;
  }
  const call = { method: 'POST', url: new URL(tokenUrl), headers, body: form.toString() } as const;
  return tokenOf(await send(call, context.signal), now);
}

const formEncoded = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);

function tokenOf(answer: Answer, now: number): Token {
  const said = parse(answer);
  const { access_token: value, expires_in: seconds } = said;
  if (answer.status === 200 && typeof value === 'string' && value !== '') {
    const lasts = Number(seconds) > 0 ? Number(seconds) * 1000 : UNTOLD;
    return { value, until: now + Math.max(lasts - MARGIN, lasts / 2) };
  }
  const error = typeof said['error'] === 'string' ? said['error'] : '';
  const wait = retryAfterMs(answer.headers['retry-after'], now);
  throw new RunError(
    codeOf(answer.status, error),
    `the token server answered ${answer.status}${error && ` ${error.slice(0, 100)}`}`,
    wait === undefined ? {} : { retryAfterMs: wait },
  );
}

/** RFC 6749, 5.2. */
function codeOf(status: number, error: string): string {
  if (/^(invalid_client|unauthorized_client|invalid_grant)$/.test(error)) return ErrorCode.Unauthorized;
  if (status === 200) return ErrorCode.ServiceUnavailable;
  return typeOfStatus(status);
}

function parse(answer: Answer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(answer.body));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
