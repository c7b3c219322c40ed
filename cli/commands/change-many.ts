import type { Command } from 'commander';
import { defined } from '../../contract/plain-data.ts';
import type { BulkProgress, BulkRequest, Jobs, OnProgress } from '../../sdk/index.ts';
import { connect, globalsOf, scopeOf } from '../connect.ts';
import { UsageError } from '../failure.ts';
import { FILTER_FLAGS, type FilterOptions, filterOf, narrowingOf } from '../filter-options.ts';
import { inWords, jobsIn } from '../filter-words.ts';
import type { Screen } from '../io.ts';
import { bar, table } from '../show.ts';

/** The options of a change of many jobs. */
export interface ManyOptions extends FilterOptions {
  all?: boolean;
  dryRun?: boolean;
  yes?: boolean;
  reason?: string;
  includePausedByHand?: boolean;
  delay?: number;
  newKey?: boolean;
  rate?: number;
}

/** What is done to all jobs of a filter. */
export interface ManyChange {
  /** As one asks for it, and as one tells of it. */
  words: [ask: string, done: string];
  /** Which of the jobs it is about, where the filter does not say so. */
  which?(options: ManyOptions, count: number): string;
  /** What of the filter it leaves as it is, in words; undefined where it leaves nothing. */
  left?(jobs: Jobs, request: BulkRequest, options: ManyOptions): Promise<string | undefined>;
  /** What to know before saying yes. */
  note?: string;
  run(jobs: Jobs, request: BulkRequest, onProgress?: OnProgress): Promise<BulkProgress>;
}

/**
 * Counts the jobs of a filter, shows what would be changed, and changes it if a person says yes or `--yes` is given. Jobs
 * that come to match after the count are left alone.
 * @throws UsageError where neither a filter beside product and env nor `--all` says which jobs are meant, or there is no
 * terminal to ask at; Error when a person says no, or when
 * not all could be changed
 */
export async function changeMany(
  name: string,
  change: ManyChange,
  self: Command,
  screen: Screen,
): Promise<void> {
  const options = self.optsWithGlobals<ManyOptions>();
  const { json } = globalsOf(self);
  const [ask, done] = change.words;
  const request = requestOf(name, options);
  const words = (count: number) => {
    const which = change.which?.(options, count);
    return [inWords(count, { ...options, ...scopeOf(options) }), ...(which ? [which] : [])].join(' ');
  };
  const { jobs } = connect(self);
  const tellLeft = async () => {
    const left = await change.left?.(jobs, request, options);
    if (left !== undefined) screen.out(left);
  };
  const planned = await change.run(jobs, { ...request, dry_run: true }, ({ count }) => {
    screen.progress(`counting: ${count}`);
  });
  screen.progressEnds();
  if (planned.status === 'failed') throw new Error('The jobs could not be counted. Nothing was changed.');
  if (options.dryRun || planned.count === 0) {
    if (json) return screen.out(JSON.stringify(planned));
    if (planned.count > 0) screen.out(countTable(planned));
    screen.out(`Would ${ask.toLowerCase()} ${words(planned.count)}. Nothing was changed.`);
    return await tellLeft();
  }
  await confirm(ask, change, words(planned.count), planned, options, screen);
  const progress = await change.run(
    jobs,
    { ...request, as_of: planned.created_at, total: planned.count },
    ({ count }) => {
      screen.progress(`${name} ${bar(count, planned.count)}`);
    },
  );
  screen.progressEnds();
  screen.out(json ? JSON.stringify(progress) : `${done} ${words(progress.count)}.`);
  if (!json) await tellLeft();
  for (const { job_id, error } of progress.failures ?? [])
    screen.err(`${job_id} could not be changed: ${error}\n`);
  if (progress.failed > 0) throw new Error(`${jobsIn(progress.failed)} could not be changed.`);
  if (progress.status === 'failed') throw new Error('It was given up before all jobs were changed.');
}

function requestOf(name: string, options: ManyOptions): BulkRequest {
  const { all, reason, rate, includePausedByHand } = options;
  // A product and env say where, not which jobs: a person who forgot a filter has often given both.
  if (!all && narrowingOf(options).length === 0) {
    throw new UsageError(
      `${name} needs the ids of jobs, or says which are meant: ${FILTER_FLAGS.join(', ')}; ` +
        `--all for ${inWords(2, scopeOf(options)).replace('2 ', 'all ')}`,
    );
  }
  return {
    ...filterOf(options),
    ...(all && { all }),
    ...defined({ reason }),
    ...(includePausedByHand && { include_paused_by_hand: true }),
    ...mannerOf(options),
    ...defined({ rate }),
  };
}

/** How a retry is to be done. */
export const mannerOf = ({ delay, newKey }: ManyOptions) => ({
  ...defined({ delay }),
  ...(newKey && { new_key: true }),
});

async function confirm(
  ask: string,
  { note }: ManyChange,
  words: string,
  planned: BulkProgress,
  { yes }: ManyOptions,
  screen: Screen,
): Promise<void> {
  screen.err(`${countTable(planned)}\n`);
  if (yes) return;
  const isMeant = await screen.confirm([`${ask} ${words}?`, ...(note ? [note] : [])].join(' '));
  if (isMeant === undefined)
    throw new UsageError(`${ask} ${words}? There is no terminal to ask at: say --yes. Nothing was changed.`);
  if (!isMeant) throw new Error('Nothing was changed.');
}

function countTable({ counts = [] }: BulkProgress): string {
  const rows = counts.map(({ product, env, status, count }) => [product, env, status, String(count)]);
  return table(['PRODUCT', 'ENV', 'STATUS', 'JOBS'], rows);
}
