import { Limits } from '../../contract/limits.ts';
import { jsonBytes } from '../text/bounds.ts';

/**
 * A page in the making: it is full with this many items, or before it has more than {@link Limits.pageBytes} of JSON, so that
 * its answer is one that can be given; one item there always may be.
 */
export class Page<T> {
  readonly items: T[] = [];
  private bytes = 0;
  private isClosed = false;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** How many items there may still be. */
  get room(): number {
    return this.isClosed ? 0 : this.limit - this.items.length;
  }

  /** Takes the item onto the page; false when it belongs onto the next one, and then all after it do. */
  add(item: T): boolean {
    const bytes = jsonBytes(item);
    const fits = this.items.length === 0 || this.bytes + bytes <= Limits.pageBytes;
    if (this.room === 0 || !fits) {
      this.isClosed = true;
      return false;
    }
    this.items.push(item);
    this.bytes += bytes;
    return true;
  }
}

/** The items in groups of at most `size`, in their order. */
export function pagesOf<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, nth) => items.slice(nth * size, (nth + 1) * size));
}
