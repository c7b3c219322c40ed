import { jest } from '@jest/globals';
import { Formats } from '../../adapters/aws/formats.ts';
import { NewerFormat } from '../../core/formats/format.ts';
import { MINUTE } from '../../core/time/units.ts';
import { END, EXPECTED, outcomesOf, RESUMED } from './account.ts';
import { readRelease } from './release.ts';
import { World } from './world.ts';

/** Jobs that a newer release has written before it was rolled back. */
const NEWER = ['minutely', 'near', 'undelivered'];

/** The story takes seconds, and the machine may be busy. */
const START_MS = 120_000;

describe('a release that was rolled back to, beside rows that the newer one wrote,', () => {
  const release = readRelease('0.1.0');
  const { at, jobs } = release;
  const newer = NEWER.map((name) => jobs[name] ?? name);
  let world: World;
  let before: Record<string, unknown>[];

  const rowsOf = async (ids: readonly string[]) =>
    (await world.items()).filter(({ pk }) => ids.some((id) => String(pk).startsWith(`JOB#${id}`)));

  beforeAll(async () => {
    // What the own function of the story logs.
    jest.spyOn(console, 'log').mockImplementation(() => undefined);
    world = await World.start(at);
    await world.find(release);
    await world.setFormat(newer, Formats.row.version + 1);
    before = await rowsOf(newer);
    await world.engine.passTo(at + RESUMED);
    await world.client.jobs.resume(jobs['paused'] ?? '');
    await world.engine.passTo(at + END);
  }, START_MS);
  afterAll(async () => {
    jest.restoreAllMocks();
    await world?.stop();
  });

  test('runs all other jobs as if those were not there', async () => {
    const others = Object.fromEntries(Object.entries(jobs).filter(([name]) => !NEWER.includes(name)));
    const expected = Object.entries(EXPECTED).filter(([name]) => !NEWER.includes(name));
    expect(await outcomesOf({ at, jobs: others }, world.client)).toEqual(Object.fromEntries(expected));
  });

  test('leaves those as they were, and dead-letters none of their wake-ups', async () => {
    expect(await rowsOf(newer)).toEqual(before);
    expect(world.calls.filter(({ job }) => newer.includes(job))).toEqual([]);
    expect(world.told.filter(({ type }) => type === 'returned')).toEqual([]);
  });

  test('says so, and answers calls about them with a moment to call again', async () => {
    const told = world.told.filter(({ type }) => type === 'sent-on' || type === 'unreadable');
    expect(told.length).toBeGreaterThan(0);
    for (const event of told) expect(event).toMatchObject({ error: expect.any(NewerFormat) });
    await expect(world.engine.ports.jobs.get(newer[0] ?? '')).rejects.toThrow(NewerFormat);
  });

  test('has kept their wake-ups for the newer release, which makes up for what was missed', async () => {
    await world.setFormat(newer, Formats.row.version);
    await world.engine.passTo(at + END + 2 * MINUTE);
    const some = { at, jobs: { near: newer[1] ?? '', minutely: newer[0] ?? '' } };
    const { near = [], minutely = [] } = await outcomesOf(some, world.client);
    expect(near).toEqual(EXPECTED['near']);
    const accounted = minutely.map(([, , , , count = 1]) => count);
    // Each minute from the story's begin up to now.
    expect(accounted.reduce((sum, count) => sum + count, 0)).toBe((EXPECTED['minutely']?.length ?? 0) + 2);
    expect(minutely.map(([, status]) => status)).toContain('skipped');
  });
});
