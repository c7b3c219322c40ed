/** Places in a list, a bit each: of 5 000 recipients all that are done take 836 characters, and say nothing of whom. */
export class Places {
  private bits: Uint8Array;

  private constructor(bits: Uint8Array) {
    this.bits = bits;
  }

  /** @param text what {@link toText} gave; anything else holds no place */
  static from(text: unknown): Places {
    return new Places(
      typeof text === 'string' ? new Uint8Array(Buffer.from(text, 'base64')) : new Uint8Array(),
    );
  }

  has(place: number): boolean {
    return ((this.bits[place >> 3] ?? 0) & (1 << (place & 7))) !== 0;
  }

  add(place: number): void {
    const byte = place >> 3;
    if (byte >= this.bits.length) {
      const longer = new Uint8Array(Math.max(byte + 1, 2 * this.bits.length));
      longer.set(this.bits);
      this.bits = longer;
    }
    this.bits[byte] = (this.bits[byte] ?? 0) | (1 << (place & 7));
  }

  /** As base64, without the places beyond the last one. */
  toText(): string {
    const end = this.bits.findLastIndex((byte) => byte !== 0) + 1;
    return Buffer.from(this.bits.subarray(0, end)).toString('base64');
  }
}
