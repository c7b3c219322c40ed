import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Encrypter } from '../../core/ports/webhooks.ts';

const ALGORITHM = 'aes-256-gcm';
/** NIST SP 800-38D: 96 bits, random, which is safe for 2³² texts under one key. */
const IV_BYTES = 12;
const TAG_BYTES = 16;
const PREFIX = 'v1.';

/**
 * Encrypts with AES-256-GCM, the owner as associated data, under a key derived from a text that is asked for when it is
 * first needed and again after a failure.
 */
export class AesEncrypter implements Encrypter {
  private readonly keyText: () => Promise<string>;

  /** @param keyText a long random text */
  constructor(keyText: () => Promise<string>) {
    this.keyText = keyText;
  }

  async encrypt(text: string, owner: string): Promise<string> {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, await this.key(), iv).setAAD(Buffer.from(owner));
    const encrypted = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return PREFIX + encrypted.toString('base64url');
  }

  async decrypt(encrypted: string, owner: string): Promise<string> {
    const bytes = Buffer.from(encrypted.slice(PREFIX.length), 'base64url');
    if (!encrypted.startsWith(PREFIX) || bytes.length < IV_BYTES + TAG_BYTES) throw unreadable();
    const decipher = createDecipheriv(ALGORITHM, await this.key(), bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(-TAG_BYTES));
    const opened = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
    try {
      return Buffer.concat([opened, decipher.final()]).toString('utf8');
    } catch {
      throw unreadable();
    }
  }

  private async key(): Promise<Buffer> {
    const text = await this.keyText();
    return Buffer.from(hkdfSync('sha256', text, '', 'ductape-scheduler webhook secrets', 32));
  }
}

function unreadable(): Error {
  return new Error('an encrypted text cannot be read: it is damaged, or was encrypted with another key');
}
