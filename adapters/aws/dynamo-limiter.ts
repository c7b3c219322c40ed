import { asRecord } from '../../contract/plain-data.ts';
import type { Limiter, Rate } from '../../core/ports/limiter.ts';
import { untilWon } from '../../core/retry/until-won.ts';
import { Key } from './dynamo-items.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { Table } from './table.ts';

/** Counts of a target that is not called are of no use after a day, s. */
const KEPT = 86_400;

/** Counts calls in DynamoDB: one item a target for its rate, and one for the places taken. */
export class DynamoLimiter implements Limiter {
  private readonly table: DynamoTable;

  constructor(table: DynamoTable) {
    this.table = table;
  }

  async reserve(key: string, { perSecond, burst }: Rate, now: number): Promise<number> {
    const interval = 1000 / perSecond;
    const free = await this.takeNext(key, interval, now);
    return Math.max(now, Math.ceil(free - (burst - 1) * interval));
  }

  /** Moves the next free moment on by an interval and returns it as it was; both writes are of one condition. */
  private async takeNext(key: string, interval: number, now: number): Promise<number> {
    const names = { '#next': 'next', '#ttl': Table.ttl };
    return await untilWon(`the place at ${key}`, async () => {
      const ttl = Math.ceil(now / 1000) + KEPT;
      const busy = await this.table.update(Key.rate(key), {
        update: 'SET #next = #next + :interval, #ttl = :ttl',
        condition: '#next > :now',
        names,
        values: { ':interval': interval, ':now': now, ':ttl': ttl },
      });
      if (busy) return { won: Number(busy['next']) - interval };
      const idle = await this.table.update(Key.rate(key), {
        update: 'SET #next = :next, #ttl = :ttl',
        condition: 'attribute_not_exists(#next) OR #next <= :now',
        names,
        values: { ':next': now + interval, ':now': now, ':ttl': ttl },
      });
      return idle && { won: now };
    });
  }

  async acquire(key: string, holder: string, places: number, now: number, until: number): Promise<boolean> {
    if (await this.take(key, holder, places, now, until)) return true;
    const item = await this.table.get(Key.places(key));
    const held = Object.entries(asRecord(item?.['holders']));
    const over = held.filter(([, end]) => Number(end) <= now);
    if (held.length >= places && over.length === 0) return false;
    if (!item) await this.table.put({ ...Key.places(key), holders: {} }, unless('holders'));
    for (const [other, end] of over) await this.remove(key, other, Number(end));
    return await this.take(key, holder, places, now, until);
  }

  async release(key: string, holder: string): Promise<void> {
    await this.remove(key, holder);
  }

  private async take(key: string, holder: string, places: number, now: number, until: number) {
    const taken = await this.table.update(Key.places(key), {
      update: 'SET #holders.#holder = :until, #ttl = :ttl',
      condition: 'size(#holders) < :places OR attribute_exists(#holders.#holder)',
      names: { '#holders': 'holders', '#holder': holder, '#ttl': Table.ttl },
      values: { ':until': until, ':places': places, ':ttl': Math.ceil(now / 1000) + KEPT },
    });
    return taken !== undefined;
  }

  /** @param end only a place that is held until then */
  private async remove(key: string, holder: string, end?: number): Promise<void> {
    await this.table.update(Key.places(key), {
      update: 'REMOVE #holders.#holder',
      condition: end === undefined ? 'attribute_exists(#holders)' : '#holders.#holder = :end',
      names: { '#holders': 'holders', '#holder': holder },
      ...(end !== undefined && { values: { ':end': end } }),
    });
  }
}

const unless = (attribute: string) => ({
  expression: 'attribute_not_exists(#attribute)',
  names: { '#attribute': attribute },
});
