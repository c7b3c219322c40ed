import { count, FULL } from '../time/counts.ts';
import { FAULTS, playFaults, playStory, stories } from './declared-sets.ts';

/** Every call of a story, or a sample of them. */
const STEP = FULL ? 1 : 7;

describe.each(stories)('the schedules after $name', (story) => {
  test('are exactly those declared when no process dies', async () => {
    expect((await playStory(story)).violations).toEqual([]);
  });

  test.each(FAULTS)(
    'are exactly those declared when a process dies or stands still: %s any one of its calls',
    async (moment) => {
      const { plays, violations } = await playFaults(story, moment, { step: STEP });
      count('simulation', 'deaths at each call of a story', plays);
      expect(violations).toEqual([]);
      expect(plays).toBeGreaterThan(2);
    },
    120_000,
  );
});
