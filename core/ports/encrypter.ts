/** Keeps texts so that they cannot be read without a key that is elsewhere. */
export interface Encrypter {
  /** @param owner what it belongs to; it opens for no other */
  encrypt(text: string, owner: string): Promise<string>;
  /** @throws Error when it was encrypted with another key or for another owner */
  decrypt(encrypted: string, owner: string): Promise<string>;
}
