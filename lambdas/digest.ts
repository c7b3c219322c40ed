import { createHash } from 'node:crypto';

/** Digest of a text; equal texts and only those have equal digests. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
