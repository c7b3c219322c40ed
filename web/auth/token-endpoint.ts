import { asRecord, defined } from '../../contract/plain-data.ts';

/** Where an issuer is asked. */
export interface Endpoints {
  authorization: string;
  token: string;
}

/** What an issuer gave. */
export interface Tokens {
  access: string;
  refresh?: string;
  /** When the access token ends, Unix ms by the browser's clock. */
  until: number;
}

/** What an issuer that does not say it is taken to mean, s (RFC 6749, 5.1 leaves it open). */
const DEFAULT_SECONDS = 300;

/** Reads the discovery document of an issuer (OpenID Connect Discovery 1.0, 4). @throws Error where it is of another, or has no place to ask */
export async function findEndpoints(issuer: string): Promise<Endpoints> {
  const answer = await fetch(`${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`);
  const found = asRecord(await answer.json());
  const [authorization, token] = [found['authorization_endpoint'], found['token_endpoint']];
  if (found['issuer'] !== issuer || !isAddress(authorization) || !isAddress(token))
    throw new Error('The discovery document of the issuer is not as it should be.');
  return { authorization, token };
}

/** Whether a token may go there: by TLS, or to this machine. */
function isAddress(value: unknown): value is string {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.0\.0\.1)$/.test(hostname));
}

/** Asks the token endpoint. @throws Error with the issuer's own words */
export async function exchange({ token }: Endpoints, request: Record<string, string>): Promise<Tokens> {
  const answer = await fetch(token, { method: 'POST', body: new URLSearchParams(request) });
  const given = asRecord(await answer.json());
  const { access_token: access, refresh_token: refresh, expires_in: seconds } = given;
  if (!answer.ok || typeof access !== 'string')
    throw new Error(
      `The issuer gave no token: ${given['error_description'] ?? given['error'] ?? answer.status}`,
    );
  const until = Date.now() + 1000 * (typeof seconds === 'number' ? seconds : DEFAULT_SECONDS);
  return { access, until, ...defined({ refresh: typeof refresh === 'string' ? refresh : undefined }) };
}
