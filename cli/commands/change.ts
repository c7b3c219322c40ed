import type { Command } from 'commander';
import type { BulkProgress, BulkRequest, Job, Jobs, OnProgress } from '../../sdk/index.ts';
import { connect, globalsOf } from '../connect.ts';
import { UsageError } from '../failure.ts';
import { type FilterOptions, filterOf, withFilter } from '../filter-options.ts';
import type { Screen } from '../io.ts';
import { bar, jobTable } from '../show.ts';
import { readDuration, readInteger } from '../values.ts';

interface ChangeOptions extends FilterOptions {
  all?: boolean;
  dryRun?: boolean;
  reason?: string;
  delay?: number;
  newKey?: boolean;
  rate?: number;
}

/** What can be done to jobs named by their ids, or to all of a filter. */
interface Change {
  name: string;
  description: string;
  one(jobs: Jobs, id: string, options: ChangeOptions): Promise<Job | { deleted: true }>;
  many?(jobs: Jobs, request: BulkRequest, onProgress?: OnProgress): Promise<BulkProgress>;
}

const CHANGES: Change[] = [
  {
    name: 'cancel',
    description: 'nothing further runs; an attempt under way is not interrupted',
    one: (jobs, id, { reason }) => jobs.cancel(id, reason === undefined ? {} : { reason }),
    many: (jobs, request, onProgress) => jobs.cancelMany(request, onProgress),
  },
  {
    name: 'pause',
    description: 'nothing further starts until it is resumed',
    one: (jobs, id) => jobs.pause(id),
    many: (jobs, request, onProgress) => jobs.pauseMany(request, onProgress),
  },
  {
    name: 'resume',
    description: 'go on from now',
    one: (jobs, id) => jobs.resume(id),
    many: (jobs, request, onProgress) => jobs.resumeMany(request, onProgress),
  },
  {
    name: 'retry',
    description: 'run failed jobs once more',
    one: (jobs, id, options) => jobs.retry(id, mannerOf(options)),
    many: (jobs, request, onProgress) => jobs.retryMany(request, onProgress),
  },
  {
    name: 'delete',
    description: 'with their history, unless they are running',
    one: (jobs, id) => jobs.delete(id),
    many: (jobs, request, onProgress) => jobs.deleteMany(request, onProgress),
  },
  {
    name: 'trigger',
    description: 'one run now, beside the schedule',
    one: (jobs, id) => jobs.trigger(id),
  },
];

/** `ductape cancel job_…` or `ductape cancel --status scheduled`, and so pause, resume, retry, delete, trigger. */
export function addChanges(program: Command, screen: Screen): void {
  for (const change of CHANGES) {
    const command = program.command(change.name).description(change.description).argument('[ids...]');
    if (change.many) {
      withFilter(command).option('--all', 'really all jobs').option('--dry-run', 'only count');
    }
    if (change.name === 'cancel') command.option('--reason <text>', 'kept with the job');
    if (change.name === 'retry') {
      command
        .option('--delay <duration>', 'how long from now', readDuration)
        .option('--new-key', 'under a new idempotency key, also where the target may have done it')
        .option('--rate <jobs>', 'with a filter: at most so many a second', readInteger);
    }
    command.action((ids: string[], _options: object, self: Command) => run(change, ids, self, screen));
  }
}

async function run(change: Change, ids: readonly string[], self: Command, screen: Screen): Promise<void> {
  const options = self.optsWithGlobals<ChangeOptions>();
  if (ids.length > 0) return await runOnes(change, ids, options, self, screen);
  if (!change.many) throw new UsageError(`${change.name} needs the id of a job`);
  const { all, dryRun, reason, rate } = options;
  const request = {
    ...filterOf(options),
    ...(all && { all }),
    ...(reason !== undefined && { reason }),
    ...mannerOf(options),
    ...(rate !== undefined && { rate }),
  };
  const { jobs } = connect(self);
  const planned = await change.many(jobs, { ...request, dry_run: true });
  const progress = dryRun
    ? planned
    : await change.many(jobs, request, ({ count }) => {
        screen.progress(`${change.name} ${bar(count, planned.count)}`);
      });
  if (!dryRun) screen.progressEnds();
  if (globalsOf(self).json) return screen.out(JSON.stringify(progress));
  screen.out(`${change.name}: ${progress.count} jobs${dryRun ? ' would be' : ''}${failures(progress)}`);
}

/** How a retry is to be done. */
const mannerOf = ({ delay, newKey }: ChangeOptions) => ({
  ...(delay !== undefined && { delay }),
  ...(newKey && { new_key: true }),
});

async function runOnes(
  change: Change,
  ids: readonly string[],
  options: ChangeOptions,
  self: Command,
  screen: Screen,
): Promise<void> {
  const { jobs } = connect(self);
  const results: (Job | { deleted: true })[] = [];
  for (const id of ids) results.push(await change.one(jobs, id, options));
  if (globalsOf(self).json) return screen.out(JSON.stringify(results.length === 1 ? results[0] : results));
  const changed = results.filter((result): result is Job => 'id' in result);
  screen.out(changed.length > 0 ? jobTable(changed) : `${results.length} deleted`);
}

const failures = ({ failed, status }: BulkProgress) =>
  `${failed > 0 ? `, ${failed} failed` : ''}${status === 'failed' ? '; it was given up' : ''}`;
