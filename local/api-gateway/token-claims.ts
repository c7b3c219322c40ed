import { asRecord } from '../../contract/plain-data.ts';

/**
 * The claims of a bearer token (a JWT), each as text, as API Gateway's authorizer hands them on; undefined where there is none. Its signature is not
 * looked at: on this machine a call without a token may do everything, so that a token can only take something away.
 */
export function claimsIn(authorization: string | undefined): Record<string, string> | undefined {
  const [, payload = ''] = /^Bearer\s+[\w-]*\.([\w-]+)\.[\w-]*$/i.exec(authorization ?? '') ?? [];
  if (payload === '') return undefined;
  try {
    const claims = asRecord(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, textOf(value)]));
  } catch {
    return undefined;
  }
}

const textOf = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.join(' ')}]`
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
