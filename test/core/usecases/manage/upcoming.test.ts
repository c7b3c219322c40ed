import { Limits } from '../../../../contract/limits.ts';
import { upcomingSchema } from '../../../../core/input/job-filter.ts';
import type { JobRow } from '../../../../core/jobs/row.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../../core/time/units.ts';
import { listUpcoming } from '../../../../core/usecases/manage/upcoming.ts';
import { jobRow } from '../../../rows.ts';
import { SCOPES } from '../../../simulation/callers.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { World } from '../../../simulation/world.ts';
import { claimed, fails, finished, NOW } from '../../jobs/rows.ts';
import { cron, every, once } from '../../schedule/tables.ts';

/** Looks ahead from `NOW` at some jobs. */
function ahead(...rows: JobRow[]) {
  const world = new World(1, NOW, NO_FAULTS);
  for (const [nth, row] of rows.entries()) world.jobs.rows.set(`job_${nth}`, { ...row, id: `job_${nth}` });
  const ports = world.outside();
  return {
    world,
    look: async (query: Record<string, string> = {}) =>
      listUpcoming(upcomingSchema.parse(query), SCOPES, ports),
  };
}

describe('what is due to run', () => {
  test('is told by its times, the job that is due first first', async () => {
    const { look } = ahead(
      jobRow(NOW, { schedule: every(20 * MINUTE, NOW + 10 * MINUTE) }),
      jobRow(NOW, { schedule: once(NOW + 5 * MINUTE) }),
      jobRow(NOW, { schedule: once(NOW + 65 * MINUTE) }),
      { ...jobRow(NOW, { schedule: every(MINUTE, NOW) }), status: 'paused' },
    );
    const { jobs, from, to, more } = await look();
    expect({ from, to, more }).toEqual({ from: NOW, to: NOW + HOUR, more: false });
    expect(jobs.map(({ id, times }) => [id, times.map((at) => (at - NOW) / MINUTE)])).toEqual([
      ['job_1', [5]],
      ['job_0', [10, 30, 50]],
    ]);
    expect(
      (await look({ to: String(NOW + 3 * HOUR), from: String(NOW + HOUR) })).jobs.map(({ id }) => id),
    ).toEqual(['job_2', 'job_0']);
  });

  test('is counted where there is much of it, and ends with its limit and its end', async () => {
    const { look } = ahead(
      jobRow(NOW, { schedule: every(SECOND, NOW) }),
      { ...jobRow(NOW, { schedule: every(SECOND, NOW, { limit: 12 }) }), execution_count: 9 },
      jobRow(NOW, { schedule: cron('* * * * * *', { end: NOW + 30 * SECOND }) }),
      jobRow(NOW, { schedule: every(SECOND, NOW, { limit: 100 }) }),
      jobRow(NOW, { schedule: every(SECOND, NOW, { limit: 60 }) }),
      jobRow(NOW, { schedule: every(MINUTE, NOW + MINUTE) }),
      jobRow(NOW, { schedule: every(MINUTE, NOW) }),
    );
    const { jobs } = await look();
    const told = Object.fromEntries(
      jobs.map(({ id, times, count, last }) => [id, [times.length, count, last]]),
    );
    expect(told['job_0']).toEqual([60, 3601, NOW + HOUR]);
    expect(told['job_1']?.[0]).toBe(3);
    expect(told['job_2']).toEqual([31, undefined, undefined]);
    expect(told['job_3']?.slice(0, 2)).toEqual([60, 100]);
    expect(told['job_4']).toEqual([60, undefined, undefined]);
    expect(told['job_5']).toEqual([60, undefined, undefined]);
    expect(told['job_6']).toEqual([60, 61, NOW + HOUR]);
  });

  test('is summed by minutes, and by quarters of an hour where more than two hours are asked for', async () => {
    const { world, look } = ahead(
      jobRow(NOW, { schedule: every(SECOND, NOW) }),
      jobRow(NOW, { schedule: every(SECOND, NOW, { limit: 100 }) }),
      jobRow(NOW, { schedule: cron('* * * * * *', { end: NOW + 90 * SECOND }) }),
      jobRow(NOW, { schedule: every(20 * MINUTE, NOW + 10 * MINUTE) }),
      { ...jobRow(NOW, { schedule: every(SECOND, NOW) }), namespace: 'graphs' },
    );
    await world.outside().holds.put({ namespace: 'graphs', reason: 'not these', since: NOW });
    const { bucket_ms, buckets } = await look();
    expect(bucket_ms).toBe(MINUTE);
    const inMinute = (n: number) => buckets.find(([at]) => at === NOW + n * MINUTE)?.[1];
    expect([0, 1, 2, 10, 30, 59, 60].map(inMinute)).toEqual([180, 60 + 40 + 31, 60, 61, 61, 60, 1]);
    const sum = buckets.reduce((all, [, runs]) => all + runs, 0);
    expect(sum).toBe(3601 + 100 + 91 + 3);
    const day = await look({ to: String(NOW + DAY) });
    expect([day.bucket_ms, day.buckets.length]).toEqual([15 * MINUTE, 97]);
    expect(day.buckets[1]).toEqual([NOW + 15 * MINUTE, 901 - 1]);
    const later = await look({ from: String(NOW + 90 * SECOND), to: String(NOW + 2 * MINUTE - 1) });
    expect(later.buckets).toEqual([[NOW + MINUTE, 30 + 10 + 1]]);
  });

  test('has as many runs as its limit leaves, and the last of them', async () => {
    const { look } = ahead(jobRow(NOW, { schedule: cron('* * * * * *', { limit: 100 }) }));
    const { jobs } = await look();
    expect(jobs[0]).toMatchObject({ count: 100, last: NOW + 99 * SECOND });
  });

  test('is an attempt that a run waits for too, and says what holds it', async () => {
    const row = jobRow(NOW - 10 * MINUTE, {
      schedule: once(NOW - 10 * MINUTE),
      retry: { retries: 2, initialDelay: 20 * MINUTE, maxDelay: 20 * MINUTE },
    });
    const waiting = finished(claimed(row), NOW - 10 * MINUTE + SECOND, fails('TIMEOUT'));
    const { world, look } = ahead(waiting, jobRow(NOW, { schedule: once(NOW + MINUTE) }));
    await world.outside().holds.put({ reason: 'the database moves', since: NOW });
    const { jobs } = await look();
    expect(jobs).toMatchObject([
      { id: 'job_1', held: { reason: 'the database moves' } },
      { id: 'job_0', times: [] },
    ]);
    const [at = 0] = waiting.runs.map((run) => (run.state === 'waiting' ? run.retry_at : 0));
    expect(jobs[1]?.retry_at).toBe(at);
    expect((await look()).buckets).toEqual([[Math.floor(at / MINUTE) * MINUTE, 1]]);
    const within = async (from: number, to: number) =>
      (await look({ from: String(from), to: String(to) })).jobs.map(({ retry_at }) => retry_at);
    expect(await within(at, at)).toEqual([at]);
    expect(await within(at - 2, at - 1)).toEqual([]);
    expect(await within(at + 1, at + 2)).toEqual([]);
  });

  test('is told from the first moment of the time to its last, and of jobs in their scopes alone', async () => {
    const rows = [0, HOUR, HOUR + 1].map((after) =>
      jobRow(NOW, { schedule: { ...once(NOW + after), precision: 'minute' }, timeout: 10 * MINUTE }),
    );
    const { look } = ahead(...rows, { ...jobRow(NOW, { schedule: once(NOW) }), env: 'other' });
    expect((await look()).jobs.map(({ id }) => id)).toEqual(['job_0', 'job_1']);
    expect((await look({ from: String(NOW + 1) })).jobs.map(({ id }) => id)).toEqual(['job_1', 'job_2']);
  });

  test('leaves out what a limit has used up before a time that begins later', async () => {
    const { look } = ahead(
      jobRow(NOW, { schedule: every(MINUTE, NOW + MINUTE, { limit: 10 }) }),
      jobRow(NOW, { schedule: cron('*/2 * * * *', { limit: 100 }) }),
    );
    const within = async (from: number, to: number) => {
      const { jobs, buckets } = await look({ from: String(NOW + from), to: String(NOW + to) });
      const runs = buckets.reduce((sum, [, each]) => sum + each, 0);
      return [...jobs.map(({ id, times, count }) => [id, count ?? times.length]), runs];
    };
    expect(await within(5.5 * MINUTE, 20 * MINUTE)).toEqual([['job_0', 5], ['job_1', 8], 13]);
    expect(await within(60 * MINUTE, 90 * MINUTE)).toEqual([['job_1', 16], 16]);
    expect(await within(190 * MINUTE, 300 * MINUTE)).toEqual([['job_1', 5], 5]);
    expect(await within(200 * MINUTE, 300 * MINUTE)).toEqual([0]);
  });

  test('is found behind what is due before a time that begins later', async () => {
    const soon = Array.from({ length: 120 }, (_, n) => jobRow(NOW, { schedule: once(NOW + MINUTE + n) }));
    const { look } = ahead(...soon, jobRow(NOW, { schedule: once(NOW + 20 * MINUTE) }));
    const later = await look({ from: String(NOW + 10 * MINUTE), limit: '1' });
    expect([later.jobs.map(({ id }) => id), later.more]).toEqual([['job_120'], false]);
    const first = await look({ from: String(NOW + MINUTE), limit: '2' });
    expect([first.jobs.map(({ id }) => id), first.more]).toEqual([['job_0', 'job_1'], true]);
  });

  test('is nothing of a time that is over, or beyond the last moment there is', async () => {
    const { look } = ahead(jobRow(NOW, { schedule: once(NOW) }));
    expect(await look({ from: String(NOW - DAY), to: String(NOW - HOUR) })).toMatchObject({
      from: NOW,
      to: NOW,
    });
    const last = await look({ from: String(Limits.latestMs) });
    expect([last.from, last.to, last.jobs]).toEqual([Limits.latestMs, Limits.latestMs, []]);
  });

  test('is bounded by jobs and by a day, and does not begin before now', async () => {
    const rows = Array.from({ length: 5 }, (_, n) => jobRow(NOW, { schedule: once(NOW + n * MINUTE) }));
    const { look } = ahead(...rows);
    const few = await look({ limit: '2' });
    expect([few.jobs.length, few.more]).toEqual([2, true]);
    const far = await look({ from: String(NOW - DAY), to: String(NOW + 9 * DAY) });
    expect([far.from, far.to]).toEqual([NOW, NOW + DAY]);
  });
});
