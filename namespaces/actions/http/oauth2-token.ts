import { ErrorCode } from '../../../contract/errors.ts';
import type { OAuth2Auth } from '../../../contract/resources/actions.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import type { RunContext } from '../../../core/ports/namespace.ts';
import { MINUTE } from '../../../core/time/units.ts';
import { isToken } from '../../shared/header.ts';
import { type Answer, type Call, send } from '../../shared/http.ts';
import { typeOfStatus } from '../../shared/http-status.ts';
import { askedToWait } from './failure.ts';
import { isObject } from './form.ts';

/** A token is given up so long before it expires, ms. */
const MARGIN = MINUTE;

/** How long a token without `expires_in` is kept, ms; the standard leaves it to the server. */
const UNSTATED_MS = 5 * MINUTE;

/** What a token is asked with, without secrets' names. */
export type TokenRequest = Omit<OAuth2Auth, 'type'> & { credentialsIn: 'header' | 'body' };

/** A token, and when it is not used any more, Unix ms. */
export interface Token {
  value: string;
  until: number;
}

/** Asks for a token (RFC 6749, 4.4.2). @throws RunError by what the server says (RFC 6749, 5.2) or its status */
export async function requestToken(request: TokenRequest, context: RunContext, now: number): Promise<Token> {
  try {
    return tokenOf(await send(callOf(request, context), context), now);
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    throw error.told(`the token server ${error.message}`);
  }
}

function callOf(request: TokenRequest, context: RunContext): Call {
  const { tokenUrl, clientId, clientSecret, scope, audience, credentialsIn } = request;
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (scope !== undefined) form.set('scope', scope);
  if (audience !== undefined) form.set('audience', audience);
  const headers: Record<string, string> = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
  };
  if (credentialsIn === 'body') {
    form.set('client_id', clientId);
    form.set('client_secret', clientSecret);
  } else {
    // Both are form-encoded before they are joined (RFC 6749, 2.3.1).
    const pair = [clientId, clientSecret].map(formEncoded).join(':');
    const basic = Buffer.from(pair).toString('base64');
    context.hide(basic);
    headers['authorization'] = `Basic ${basic}`;
  }
  return { method: 'POST', url: new URL(tokenUrl), headers, body: form.toString() };
}

const formEncoded = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);

function tokenOf(answer: Answer, now: number): Token {
  const said = parse(answer);
  const { access_token: value, expires_in: seconds } = said;
  if (answer.status === 200 && isToken(value)) {
    const lasts = Number(seconds) > 0 ? Number(seconds) * 1000 : UNSTATED_MS;
    return { value, until: now + Math.max(lasts - MARGIN, lasts / 2) };
  }
  const error = typeof said['error'] === 'string' ? said['error'] : '';
  throw new RunError(
    codeOf(answer.status, error),
    `answered ${answer.status}${error ? ` ${error}` : answer.status < 300 ? ' without a token that can be sent' : ''}`,
    askedToWait(answer, now),
  );
}

/** RFC 6749, 5.2; servers differ in the status they send with these. */
function codeOf(status: number, error: string): string {
  if (/^(invalid_client|unauthorized_client|invalid_grant)$/.test(error)) return ErrorCode.Unauthorized;
  if (/^(invalid_scope|invalid_request|unsupported_grant_type)$/.test(error)) return ErrorCode.Validation;
  if (status < 300) return ErrorCode.ServiceUnavailable;
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
