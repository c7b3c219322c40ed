import { Webhook } from 'standardwebhooks';

/** What a secret must be, as far as it can be told; undefined when it is fit. */
export function secretFault(secret: string): string | undefined {
  try {
    signerOf(secret);
    return undefined;
  } catch {
    return 'base64 is expected after whsec_';
  }
}

/** The headers of a delivery sent at `now`, Unix ms, signed as the Standard Webhooks specification says. */
export function signedHeaders(id: string, body: string, secret: string, now: number): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now / 1000)),
    'webhook-signature': signerOf(secret).sign(id, new Date(now), body),
  };
}

/** A text that is no `whsec_` secret is used as it is, in UTF-8; the library would cut its characters to bytes. */
function signerOf(secret: string): Webhook {
  if (secret.startsWith('whsec_')) return new Webhook(secret);
  return new Webhook(new TextEncoder().encode(secret), { format: 'raw' });
}
