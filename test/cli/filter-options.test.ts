import { Command } from 'commander';
import { FILTER_FLAGS, type FilterOptions, narrowingOf, withFilter } from '../../cli/filter-options.ts';
import { inWords } from '../../cli/filter-words.ts';

const VALUES: Record<string, string> = {
  '--status': 'queued',
  '--namespace': 'events',
  '--from': '2026-01-01',
};
const options = withFilter(new Command()).options.map(({ long, required }) => ({
  flag: long ?? '',
  args: [long ?? '', ...(required ? [VALUES[long ?? ''] ?? 'TEXT'] : [])],
}));

describe.each(options)('the option $flag of a filter', ({ flag, args }) => {
  const given = withFilter(new Command()).parse(args, { from: 'user' }).opts<FilterOptions>();

  test('is named among those that make a filter', () => {
    expect(FILTER_FLAGS).toContain(flag);
  });

  test('is known to narrow it, as it was written', () => {
    expect(narrowingOf(given)).toEqual([flag]);
  });

  test('is told before many jobs are changed, with its value', () => {
    const words = inWords(2, given);
    expect(words).not.toBe(inWords(2, {}));
    expect(words).toContain(args[1] ?? '');
  });
});

test('a filter in words agrees with the number of its jobs', () => {
  const filter: FilterOptions = {
    product: 'shop',
    status: ['scheduled', 'queued'],
    target: 'payments:charge',
    failing: true,
  };
  expect(inWords(1, filter)).toBe(
    '1 job of shop in all envs that is scheduled or queued that calls payments:charge whose last run failed',
  );
  expect(inWords(1200, filter)).toBe(
    '1 200 jobs of shop in all envs that are scheduled or queued that call payments:charge whose last run failed',
  );
});
