import { Webhook } from 'standardwebhooks';

/** Least bytes of a key, without space at its ends: a shorter one is soon guessed. */
const KEY_BYTES_MIN = 8;

/** What a secret must be, as far as it can be told; undefined when it is fit. */
export function secretFault(secret: string): string | undefined {
  try {
    signerOf(secret);
  } catch {
    return 'base64 is expected after whsec_';
  }
  const [, base64] = /^whsec_([^=]*)/.exec(secret) ?? [];
  const bytes = base64 === undefined ? secret.trim().length : (base64.length * 3) / 4;
  return bytes < KEY_BYTES_MIN ? `must have at least ${KEY_BYTES_MIN} bytes` : undefined;
}

/** The headers of a delivery sent at `now`, Unix ms, signed as the Standard Webhooks specification says. */
export function signedHeaders(id: string, body: string, secret: string, now: number): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now / 1000)),
    'webhook-signature': signerOf(secret).sign(id, new Date(now), body),
  };
}

/** A text that is not a `whsec_` secret is used as it is, in UTF-8; the library would cut its characters to bytes. */
function signerOf(secret: string): Webhook {
  if (secret.startsWith('whsec_')) return new Webhook(secret);
  return new Webhook(new TextEncoder().encode(secret), { format: 'raw' });
}
