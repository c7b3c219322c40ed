import type { Command } from 'commander';
import { JOB_STATUSES, type JobFilter, NAMESPACES } from '../sdk/index.ts';
import type { GlobalOptions } from './connect.ts';
import { oneOf, readMoment, someOf } from './values.ts';

/** What jobs are chosen with on the command line. */
export interface FilterOptions extends GlobalOptions, NarrowingOptions {}

/** What of the jobs of a product and env a filter names. */
export interface NarrowingOptions {
  status?: JobFilter['status'];
  recurring?: boolean;
  namespace?: JobFilter['namespace'];
  target?: string;
  failing?: boolean;
  error?: string;
  from?: number | string;
  to?: number | string;
}

/** Adds the options of a filter to a command; `--product` and `--env` narrow it too. */
export function withFilter(command: Command): Command {
  return command
    .option('--status <statuses>', `by comma: ${JOB_STATUSES.join(', ')}`, someOf(...JOB_STATUSES))
    .option('--recurring', 'only recurring jobs')
    .option('--no-recurring', 'only one-time jobs')
    .option('--namespace <namespace>', NAMESPACES.join(', '), oneOf(...NAMESPACES))
    .option('--target <text>', 'what they call, such as payments:charge')
    .option('--failing', 'only jobs whose last ended run failed, but for cancelled ones')
    .option('--error <code>', 'the last error has this code, such as DEAD_LETTERED')
    .option('--from <moment>', 'created at or after: ISO 8601 or Unix ms', readMoment)
    .option('--to <moment>', 'created at or before', readMoment);
}

/** The filter that the options describe, without what was not given. */
export function filterOf({
  status,
  recurring,
  namespace,
  target,
  failing,
  error,
  from,
  to,
  product,
  env,
}: FilterOptions): JobFilter {
  const fields = { status, recurring, namespace, target, failing, error, from, to, product, env };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The options of {@link NarrowingOptions} as they are written. */
const FLAGS: { [Name in keyof Required<NarrowingOptions>]: readonly string[] } = {
  status: ['--status'],
  recurring: ['--recurring', '--no-recurring'],
  namespace: ['--namespace'],
  target: ['--target'],
  failing: ['--failing'],
  error: ['--error'],
  from: ['--from'],
  to: ['--to'],
};

/** Every option that chooses among the jobs of a product and env, as it is written. */
export const FILTER_FLAGS: readonly string[] = Object.values(FLAGS).flat();

/** The options given that choose among the jobs of a product and env, as they are written. */
export function narrowingOf(options: NarrowingOptions): string[] {
  return Object.entries(FLAGS).flatMap(([name, [flag = '', negated = flag]]) => {
    const value = options[name as keyof NarrowingOptions];
    return value === undefined ? [] : [value === false ? negated : flag];
  });
}
