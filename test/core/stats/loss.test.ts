import type { Reading } from '../../../core/ports/stats-store.ts';
import { epochsOf, lose, nextPass, readOn } from '../../../core/stats/loss.ts';
import { DAY, HOUR, MINUTE } from '../../../core/time/units.ts';

const NOW = Date.UTC(2026, 5, 1, 12);
const reading = (rest: Partial<Reading> = {}): Reading => ({
  stream: 'stream',
  read_to: NOW - 30 * MINUTE,
  epochs: [],
  version: 4,
  ...rest,
});
/** A batch that is read at `NOW`, whose changes are so old, ms. */
const batch = (first: number, last = first, stream = 'stream') => ({
  stream,
  first: NOW - first,
  last: NOW - last,
});
const EPOCH = NOW + 2 * MINUTE;

describe('of how far the stream is read', () => {
  test('nothing is noted more often than each ten minutes', () => {
    expect(readOn(reading(), batch(21 * MINUTE), NOW)).toBeUndefined();
    expect(readOn(reading(), batch(21 * MINUTE, 20 * MINUTE), NOW)).toEqual(
      reading({ read_to: NOW - 20 * MINUTE, version: 5 }),
    );
  });

  test('a first stream is noted, and loses nothing', () => {
    expect(readOn(reading({ stream: '' }), batch(0), NOW)).toEqual(reading({ read_to: NOW, version: 5 }));
  });

  test.each<[string, Reading, ReturnType<typeof batch>]>([
    ['a change that was nearly dropped', reading(), batch(23 * HOUR + 1, 0)],
    ['another stream', reading({ stream: 'other' }), batch(0)],
    ['a loss after an earlier one', reading({ epochs: [NOW - 23 * HOUR - 1] }), batch(23 * HOUR + 1)],
  ])('%s says that something may be lost, from two days before on', (_what, known, read) => {
    expect(readOn(known, read, NOW)).toEqual({
      ...known,
      stream: 'stream',
      epochs: [...known.epochs, EPOCH],
      from: Date.UTC(2026, 4, 30, 10),
      version: 5,
    });
  });

  test.each<[string, Reading, ReturnType<typeof batch>]>([
    ['a change of less than 23 hours', reading(), batch(23 * HOUR)],
    ['an old change while a loss is dealt with', reading({ epochs: [NOW - 22 * HOUR] }), batch(24 * HOUR)],
  ])('%s does not', (_what, known, read) => {
    expect(readOn(known, read, NOW)).toBeUndefined();
  });

  test('a loss begins before the gap that another shard has stepped over, for a day', () => {
    const known = reading({ read_to: NOW - 5 * DAY });
    const stepped = readOn(known, batch(HOUR), NOW);
    expect(stepped).toMatchObject({ read_to: NOW - HOUR, gap: { from: NOW - 5 * DAY, at: NOW } });
    const further = stepped && readOn(stepped, batch(-4 * HOUR), NOW + 4 * HOUR);
    expect(further?.gap).toEqual(stepped?.gap);
    const from = (at: number) => further && lose(further, at).from;
    expect(from(NOW + DAY)).toBe(Date.UTC(2026, 4, 25, 11));
    expect(from(NOW + DAY + 1)).toBe(Date.UTC(2026, 4, 30, 15));
  });

  test('a loss reaches as far back as an earlier one, and never more than two weeks', () => {
    expect(lose(reading({ from: NOW - 6 * DAY }), NOW, NOW - DAY).from).toBe(NOW - 6 * DAY);
    expect(lose(reading(), NOW, 0).from).toBe(NOW - 14 * DAY);
  });

  test('the latest epochs count, and the first one while there are few', () => {
    expect(epochsOf(null)).toEqual([0]);
    expect(epochsOf(reading({ epochs: [5] }))).toEqual([0, 5]);
    expect(epochsOf(reading({ epochs: [5, 6, 7] }))).toEqual([5, 6, 7]);
    expect(lose(reading({ epochs: [5, 6, 7] }), NOW).epochs).toEqual([6, 7, EPOCH]);
    // By a clock that is corrected, in the middle of a millisecond.
    expect(lose(reading(), NOW - 0.3125).epochs).toEqual([EPOCH]);
  });
});

test('a pass is made at once, and another when all is written that counts in the hours of the loss', () => {
  const total = { tally: {}, closed_to: 0, version: 1 };
  const lost = { from: NOW - DAY, epoch: NOW };
  expect(nextPass(total)).toBeUndefined();
  expect(nextPass({ ...total, lost })).toEqual({ stamp: NOW, at: NOW + 2 * MINUTE });
  expect(nextPass({ ...total, lost, epoch: NOW - 1 })).toEqual({ stamp: NOW, at: NOW + 2 * MINUTE });
  expect(nextPass({ ...total, lost, epoch: NOW })).toEqual({ stamp: NOW + 1, at: NOW + 26 * HOUR });
});
