import { type Endpoints, exchange, findEndpoints, type Tokens } from './token-endpoint.ts';

/** At whom users sign in, as the server of the page tells it; undefined where callers need no token. */
const { issuer, client = '', scope = 'openid' } = document.documentElement.dataset;

/** Whether a caller of the API has to sign in first. */
export const hasSignIn = issuer !== undefined;

/** What a tab keeps while its user is at the issuer. */
const KEPT = 'ductape-sign-in';

/** How long before its end a token is not used any more, ms. */
const MARGIN_MS = 30_000;

/** In memory alone: a reload signs in anew, which the issuer answers by its own session. */
let tokens: Tokens | undefined;
let refreshing: Promise<Tokens> | undefined;

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const random = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));
const home = (): string => `${location.origin}/`;

/** Goes to the issuer, and comes back to the present address: the authorization code flow with PKCE (RFC 7636). */
export async function signIn(): Promise<void> {
  const { authorization } = await endpoints();
  const [verifier, state] = [random(), random()];
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const address = location.pathname + location.search;
  sessionStorage.setItem(KEPT, JSON.stringify({ verifier, state, address }));
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: client,
    redirect_uri: home(),
    scope,
    state,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
  });
  location.assign(`${authorization}${authorization.includes('?') ? '&' : '?'}${query}`);
}

/** Takes what the issuer has sent the browser back with, if it has. @throws Error saying why there is no token for it */
export async function completeSignIn(): Promise<void> {
  const query = new URLSearchParams(location.search);
  const state = query.get('state');
  if (issuer === undefined || state === null || !(query.has('code') || query.has('error'))) return;
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? '{}') as Partial<
    Record<'verifier' | 'state' | 'address', string>
  >;
  sessionStorage.removeItem(KEPT);
  const isOurs = kept.state === state && (query.get('iss') ?? issuer) === issuer;
  history.replaceState({}, '', isOurs && kept.address?.startsWith('/') ? kept.address : '/');
  if (!isOurs) throw new Error('What the issuer answered is not of this sign-in.');
  if (query.has('error'))
    throw new Error(`The issuer refused: ${query.get('error_description') ?? query.get('error')}`);
  tokens = await exchange(await endpoints(), {
    grant_type: 'authorization_code',
    code: query.get('code') ?? '',
    redirect_uri: home(),
    client_id: client,
    code_verifier: kept.verifier ?? '',
  });
}

/** Whether there is a token, or what another is had with. */
export const isSignedIn = (): boolean => tokens !== undefined;

/** The token to send now; another one where that can be had. @throws Error where the user has to sign in again */
export async function accessToken(): Promise<string> {
  if (tokens && tokens.until - MARGIN_MS > Date.now()) return tokens.access;
  const refresh = tokens?.refresh;
  if (refresh === undefined) throw new Error('sign in again');
  refreshing ??= refreshed(refresh).finally(() => {
    refreshing = undefined;
  });
  tokens = await refreshing;
  return tokens.access;
}

async function refreshed(refresh: string): Promise<Tokens> {
  const request = { grant_type: 'refresh_token', refresh_token: refresh, client_id: client };
  // An issuer that rotates them gives another, others none.
  return { refresh, ...(await exchange(await endpoints(), request)) };
}

let found: Promise<Endpoints> | undefined;

function endpoints(): Promise<Endpoints> {
  found ??= findEndpoints(issuer ?? '').catch((error: unknown) => {
    found = undefined;
    throw error;
  });
  return found;
}
