import type { FilterOptions } from './filter-options.ts';
import { moment } from './show.ts';

/** `4 812 jobs` */
export function jobsIn(count: number): string {
  return `${String(count).replace(/\B(?=(\d{3})+$)/g, ' ')} ${count === 1 ? 'job' : 'jobs'}`;
}

/** So many jobs of a filter in words: `30 one-time jobs of shop in prd that are scheduled or queued`. */
export function inWords(count: number, filter: FilterOptions): string {
  const { status, recurring, namespace, error, from, to } = filter;
  const kinds = [recurring === undefined ? '' : recurring ? 'recurring' : 'one-time', namespace ?? ''];
  const jobs = jobsIn(count).replace(/jobs?$/, (word) => [...kinds.filter(Boolean), word].join(' '));
  const states = [status ?? []].flat();
  const limits = [
    states.length > 0 ? `that are ${states.join(' or ')}` : '',
    error === undefined ? '' : `whose last error is ${error}`,
    from === undefined ? '' : `created from ${momentText(from)}`,
    to === undefined ? '' : `created until ${momentText(to)}`,
  ];
  return [jobs, placeOf(filter), ...limits].filter(Boolean).join(' ');
}

function placeOf({ product, env }: FilterOptions): string {
  if (product === undefined) return env === undefined ? 'of all products' : `of all products in ${env}`;
  return env === undefined ? `of ${product} in all envs` : `of ${product} in ${env}`;
}

const momentText = (time: number | string) => (typeof time === 'number' ? moment(time) : time);
