import type { FilterOptions, NarrowingOptions } from './filter-options.ts';
import { moment } from './show.ts';

/** `4 812 jobs` */
export function jobsIn(count: number): string {
  return `${String(count).replace(/\B(?=(\d{3})+$)/g, ' ')} ${count === 1 ? 'job' : 'jobs'}`;
}

type Words<Name extends keyof NarrowingOptions> = {
  [Each in Name]-?: (value: NonNullable<NarrowingOptions[Each]>, are: string) => string;
};

/** What of a filter is said of the jobs before they are named. */
const KINDS: Words<'recurring' | 'namespace'> = {
  recurring: (recurring) => (recurring ? 'recurring' : 'one-time'),
  namespace: (namespace) => namespace,
};

/** All else of it, which is said after them. */
const LIMITS: Words<Exclude<keyof NarrowingOptions, keyof typeof KINDS>> = {
  status: (status, are) => `that ${are} ${[status].flat().join(' or ')}`,
  target: (target, are) => `that ${are === 'is' ? 'calls' : 'call'} ${target}`,
  failing: (failing) => `whose last run ${failing ? 'failed' : 'did not fail'}`,
  error: (error) => `whose last error is ${error}`,
  from: (from) => `created from ${momentText(from)}`,
  to: (to) => `created until ${momentText(to)}`,
};

/** A number of jobs of a filter in words, which name all of it: `30 one-time jobs of shop in prd that are scheduled or queued`. */
export function inWords(count: number, filter: FilterOptions): string {
  const kinds = said(KINDS, filter, count);
  const jobs = jobsIn(count).replace(/jobs?$/, (word) => [...kinds, word].join(' '));
  return [jobs, placeOf(filter), ...said(LIMITS, filter, count)].join(' ');
}

/** `is` of one job, `are` of several. */
export const areIn = (count: number) => (count === 1 ? 'is' : 'are');

function said<Name extends keyof NarrowingOptions>(
  words: Words<Name>,
  filter: FilterOptions,
  count: number,
): string[] {
  return (Object.keys(words) as Name[]).flatMap((name) => {
    const value = filter[name];
    return value === undefined || value === null ? [] : [words[name](value, areIn(count))];
  });
}

function placeOf({ product, env }: FilterOptions): string {
  if (product === undefined) return env === undefined ? 'of all products' : `of all products in ${env}`;
  return env === undefined ? `of ${product} in all envs` : `of ${product} in ${env}`;
}

const momentText = (time: number | string) => (typeof time === 'number' ? moment(time) : time);
