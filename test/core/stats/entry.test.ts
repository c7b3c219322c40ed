import type { Execution } from '../../../contract/job.ts';
import {
  CLOSED_AFTER,
  dispatchEntry,
  ENTRIES_KEPT,
  orphanEntry,
  runEntries,
  statusChangeEntry,
} from '../../../core/stats/entry.ts';
import { add, changed, changeOf, sumOf } from '../../../core/stats/tally.ts';
import { DAY, HOUR } from '../../../core/time/units.ts';
import { claimed, ID, minutely, NOW, newRow, runOf } from '../jobs/rows.ts';
import { cron } from '../schedule/tables.ts';

const scope = { product: 'shop', env: 'dev' };
const row = claimed(minutely());
const run = runOf(row);
const ended = (rest: Partial<Execution> = {}): Execution => ({
  number: 1,
  occurrence: NOW,
  status: 'completed',
  attempts: 1,
  lag_ms: 0,
  completed_at: NOW + 1,
  ...rest,
});

describe('the entries of a run', () => {
  const entry = { scope, at: NOW, key: `${ID}#r1`, rank: 7 };
  const tallyOf = (rest: Partial<Execution>, of = row, by = run) =>
    runEntries(of, by, ended(rest), 7)[0]?.tally;

  test('belong to the hour in which it was claimed', () => {
    const tally = { completed: 1, first_try: 1, 'lag.0': 1 };
    expect(runEntries(row, run, ended(), 7)).toEqual([{ ...entry, tally }]);
  });

  test('belong to a day later for each day that it took, and replace what a lost worker noted', () => {
    const of = (completed_at: number) => runEntries(row, run, ended({ completed_at }), 7).map(({ at }) => at);
    expect(of(NOW + DAY - 1)).toEqual([NOW]);
    expect(of(NOW + DAY)).toEqual([NOW, NOW + DAY]);
    expect(of(NOW + 3 * DAY + HOUR)).toEqual([NOW, NOW + 3 * DAY]);
    expect(runEntries(row, run, ended({ completed_at: NOW + DAY }), 7)[0]).toEqual({ ...entry, tally: {} });
    const { completed_at: _never, ...open } = ended();
    expect(runEntries(row, run, open, 7).map(({ at }) => at)).toEqual([NOW]);
  });

  test('count retries, failures and the lag of what had to be on the second', () => {
    expect(tallyOf({ attempts: 3 })).toEqual({ completed: 1, retries: 2, 'lag.0': 1 });
    expect(tallyOf({ status: 'failed', attempts: 2 })).toEqual({ failed: 1, retries: 1, 'lag.0': 1 });
    expect(tallyOf({ status: 'failed' })).toEqual({ failed: 1, 'lag.0': 1 });
    expect(tallyOf({ status: 'failed', attempts: 0 })).toEqual({ failed: 1 });
    expect(tallyOf({}, row, { ...run, triggered: true })).toEqual({ completed: 1, first_try: 1 });
    const minute = newRow(cron('* * * * *', { precision: 'minute' }));
    expect(tallyOf({}, minute)).toEqual({ completed: 1, first_try: 1 });
    const { lag_ms: _unknown, ...unmeasured } = ended();
    expect(runEntries(row, run, unmeasured, 7)[0]?.tally).toEqual({ completed: 1, first_try: 1 });
  });
});

test('the entry of a dispatch is taken back by its opposite at the moment the job was to run', () => {
  const dispatch = dispatchEntry({ ...scope, id: ID, scheduled_at: NOW }, 'queued');
  expect(dispatch).toEqual({
    scope,
    at: NOW - 12 * HOUR,
    key: `${ID}#new`,
    rank: 0,
    tally: { dispatched: 1, 'in.queued': 1 },
    useful_until: NOW,
  });
  expect(orphanEntry({ ...scope, id: ID, scheduled_at: NOW }, dispatch)).toEqual({
    ...dispatch,
    at: NOW,
    key: `${ID}#new#none`,
    tally: { dispatched: -1, 'in.queued': -1 },
  });
});

test('an entry is kept a day longer than its hour is open', () => {
  expect([CLOSED_AFTER, ENTRIES_KEPT]).toEqual([2 * DAY, 3 * DAY]);
});

test('the entry of a change has the version of its commit as its key', () => {
  expect(statusChangeEntry(row, { version: 5, at: NOW, from: 'scheduled', to: 'paused' })).toEqual({
    scope,
    at: NOW,
    key: `${ID}#v5`,
    rank: 0,
    tally: { 'in.scheduled': -1, 'in.paused': 1 },
  });
});

describe('tallies', () => {
  test('are added name by name, and what comes to nothing goes', () => {
    expect(add({ a: 1, b: 2 }, { b: -2, c: 3 })).toEqual({ a: 1, c: 3 });
    expect(sumOf([{ a: 1 }, { a: 2, b: 1 }, {}])).toEqual({ a: 3, b: 1 });
    expect(sumOf([])).toEqual({});
  });

  test('differ by any count', () => {
    expect(changed({ a: 1 }, { a: 1 })).toBe(false);
    expect(changed({ a: 1, b: 2 }, { a: 1, b: 3 })).toBe(true);
    expect(changed({ a: 1 }, {})).toBe(true);
    expect(changed({}, { a: 1 })).toBe(true);
    expect(changed({ a: 0 }, {})).toBe(false);
  });

  test('of a change of status count what left and what came', () => {
    expect(changeOf(undefined, 'scheduled')).toEqual({ 'in.scheduled': 1 });
    expect(changeOf('paused', undefined)).toEqual({ 'in.paused': -1 });
    expect(changeOf('paused', 'cancelled')).toEqual({ 'in.paused': -1, 'in.cancelled': 1, cancelled: 1 });
  });
});
