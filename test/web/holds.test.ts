import type { Hold } from '../../contract/hold.ts';
import type { Job } from '../../contract/job.ts';
import { heldSentence, holdEffect, holdInWords, holdSentence } from '../../web/text/holds.ts';
import { sentenceOf } from '../../web/text/sentence.ts';
import { readUntil } from '../../web/text/until.ts';
import { isOverdue, stateOf } from '../../web/text/words.ts';

const NOW = Date.parse('2026-11-30T14:00:00Z');
const HOUR = 3_600_000;

test.each([
  [{}, 'everything'],
  [{ product: 'shop', env: 'prd' }, 'all of shop/prd'],
  [{ product: 'shop' }, 'all of shop'],
  [{ env: 'prd' }, 'all of all products in prd'],
  [{ namespace: 'graphs' as const }, 'all graphs jobs'],
  [{ product: 'shop', env: 'prd', namespace: 'actions' as const }, 'all actions jobs of shop/prd'],
])('a hold of %j is said as %s', (scope, words) => {
  expect(holdInWords(scope)).toBe(words);
});

test('a hold says since when, why and how it ends; a window that is about to begin from when', () => {
  const hold: Hold = { reason: 'the move', since: NOW - HOUR };
  expect(holdSentence(hold, NOW)).toMatch(/^since \d\d:00: “the move”. It lasts until it is resumed.$/);
  expect(holdSentence({ ...hold, since: NOW + 60_000, until: NOW + HOUR, window: '0 3 * * *' }, NOW)).toMatch(
    /^from \d\d:01, a maintenance window: “the move”. It ends by itself \d\d:00.$/,
  );
});

test('what a hold will do is said by numbers, and by the least where not all jobs were counted', () => {
  const all = holdEffect({ waiting: 1204, running: 1, paused: 2 });
  expect(all[0]).toContain('1,204 jobs are scheduled or queued');
  expect(all[1]).toContain('1 run under way for over 5 s');
  expect(all[3]).toContain('2 jobs paused by name or in bulk will stay paused');
  const some = holdEffect({ waiting: 100, running: 0, isPart: true });
  expect(some[0]).toContain('At least 100 jobs are');
  expect(some).toHaveLength(3);
});

test.each([
  [{ how: 'by hand', at: '' } as const, undefined],
  [{ how: 'in 1 h', at: '' } as const, NOW + HOUR],
  [{ how: 'at a time', at: new Date(NOW + HOUR).toISOString() } as const, NOW + HOUR],
  [{ how: 'at a time', at: new Date(NOW).toISOString() } as const, null],
  [{ how: 'at a time', at: '' } as const, null],
])('a pause that is to end as %j ends at %s', (typed, end) => {
  expect(readUntil(typed, NOW)).toBe(end);
});

test('a job that is held says so, and is not overdue; its retries are, and so is it without the hold', () => {
  const job = {
    status: 'scheduled',
    recurring: true,
    cron: '0 9 * * *',
    next_run_at: NOW - HOUR,
    consecutive_failures: 0,
    retries: 1,
    retry_count: 1,
    held: { reason: 'the move', until: NOW + HOUR },
  } as unknown as Job;
  expect(stateOf(job, NOW)).toEqual({ look: 'pause', word: 'Held' });
  expect(sentenceOf(job, NOW)).toMatch(
    /^Held by a pause of its product, env or namespace, until .*: “the move”\. Came due /,
  );
  expect(heldSentence({ reason: 'x' }, NOW)).toBe(
    'Held by a pause of its product, env or namespace, until that is resumed: “x”.',
  );
  const { held, ...free } = job;
  expect(isOverdue(free, NOW)).toBe(true);
  expect(isOverdue({ ...job, next_attempt_at: NOW - 2 * HOUR }, NOW)).toBe(true);
});
