import { ErrorCode } from '../../../contract/errors.ts';
import type { OAuth2Auth } from '../../../contract/resources/actions.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { resolveSecrets } from '../../../core/input/secret-reference.ts';
import type { RunContext } from '../../../core/ports/namespace.ts';
import { abortable } from '../../shared/connection.ts';
import { requestToken, type Token, type TokenRequest } from './oauth2-token.ts';

/** An access token, and whether it was asked for earlier. */
export interface KnownToken {
  value: string;
  kept: boolean;
}

/** Tokens by what they were asked with; a run that asks while one is on its way waits for it. */
const tokens = new Map<string, Promise<Token>>();

/**
 * An access token by the client's own credentials (RFC 6749, 4.4), kept until shortly before it expires.
 * @param refused a token the app did not accept, which is not given again
 * @throws RunError `UNAUTHORIZED` for credentials that are refused, else the type of what the token server said
 */
export async function accessToken(
  auth: OAuth2Auth,
  context: RunContext,
  now: number,
  refused?: string,
): Promise<KnownToken> {
  const request = await resolved(auth, context);
  context.hide(request.clientSecret);
  const key = JSON.stringify(request);
  for (let known = tokens.get(key); known; ) {
    const token = await abortable(
      known.catch(() => undefined),
      context.signal,
      'the token server',
    );
    if (token && token.until > now && token.value !== refused) return given(token, context, true);
    // Another run may have asked meanwhile.
    const next = tokens.get(key);
    if (next === known) break;
    known = next;
  }
  const asked = requestToken(request, context, now);
  tokens.set(key, asked);
  // A failure is not kept, for the next run may ask again at once.
  asked.catch(() => tokens.delete(key));
  return given(await asked, context, false);
}

function given({ value }: Token, context: RunContext, kept: boolean): KnownToken {
  context.hide(value);
  return { value, kept };
}

async function resolved(auth: OAuth2Auth, { secrets }: RunContext): Promise<TokenRequest> {
  const resolve = (text: string) => resolveSecrets(text, secrets);
  const { scope, audience, credentialsIn = 'header' } = auth;
  const tokenUrl = await resolve(auth.tokenUrl);
  if (!URL.canParse(tokenUrl) || !/^https?:$/.test(new URL(tokenUrl).protocol)) {
    throw new RunError(ErrorCode.Validation, "the app's tokenUrl is not http(s)://host[:port]/path");
  }
  return {
    tokenUrl,
    clientId: await resolve(auth.clientId),
    clientSecret: await resolve(auth.clientSecret),
    ...(scope !== undefined && { scope: await resolve(scope) }),
    ...(audience !== undefined && { audience: await resolve(audience) }),
    credentialsIn,
  };
}
