import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { defined } from '../../contract/plain-data.ts';
import type { BulkRequest, Job, Jobs } from '../../sdk/index.ts';
import { connect, globalsOf } from '../connect.ts';
import { explain, UsageError } from '../failure.ts';
import { narrowingOf, withFilter } from '../filter-options.ts';
import { jobsIn } from '../filter-words.ts';
import type { Screen } from '../io.ts';
import { jobTable } from '../show.ts';
import { readDuration, readInteger } from '../values.ts';
import { changeMany, type ManyChange, type ManyOptions, mannerOf } from './change-many.ts';

/** What can be done to jobs named by their ids, or to all of a filter. */
interface Change {
  name: string;
  description: string;
  one(jobs: Jobs, id: string, options: ManyOptions): Promise<Job | { deleted: true }>;
  many?: ManyChange;
}

const CHANGES: Change[] = [
  {
    name: 'cancel',
    description: 'nothing further runs; an attempt under way is not interrupted',
    one: (jobs, id, { reason }) => jobs.cancel(id, defined({ reason })),
    many: {
      words: ['Cancel', 'Cancelled'],
      note: 'This cannot be undone.',
      run: (jobs, request, onProgress) => jobs.cancelMany(request, onProgress),
    },
  },
  {
    name: 'pause',
    description: 'nothing further starts until it is resumed',
    one: (jobs, id, { reason }) => jobs.pause(id, defined({ reason })),
    many: {
      words: ['Pause', 'Paused'],
      run: (jobs, request, onProgress) => jobs.pauseMany(request, onProgress),
    },
  },
  {
    name: 'resume',
    description: 'continue from now; with a filter, jobs that were paused with one',
    one: (jobs, id, { reason }) => jobs.resume(id, defined({ reason })),
    many: {
      words: ['Resume', 'Resumed'],
      which: ({ includePausedByHand }, count) =>
        `that ${count === 1 ? 'was' : 'were'} paused with others` +
        (includePausedByHand ? ` or by ${count === 1 ? 'its' : 'their'} id` : ''),
      left: pausedByHand,
      run: (jobs, request, onProgress) => jobs.resumeMany(request, onProgress),
    },
  },
  {
    name: 'retry',
    description: 'run failed jobs once more',
    one: (jobs, id, options) =>
      jobs.retry(id, { ...mannerOf(options), ...defined({ reason: options.reason }) }),
    many: {
      words: ['Retry', 'Retried'],
      run: (jobs, request, onProgress) => jobs.retryMany(request, onProgress),
    },
  },
  {
    name: 'delete',
    description: 'with their history, unless they are running',
    one: (jobs, id) => jobs.delete(id),
    many: {
      words: ['Delete', 'Deleted'],
      note: 'This cannot be undone.',
      run: (jobs, request, onProgress) => jobs.deleteMany(request, onProgress),
    },
  },
  {
    name: 'trigger',
    description: 'one run now, beside the schedule',
    one: (jobs, id, { reason }) =>
      jobs.trigger(id, { idempotency_key: randomUUID(), ...defined({ reason }) }),
  },
];

/** The jobs of a filter that a resume leaves paused, as each was paused by its id. */
async function pausedByHand(
  jobs: Jobs,
  { to: _to, ...request }: BulkRequest,
  { includePausedByHand }: ManyOptions,
): Promise<string | undefined> {
  if (includePausedByHand) return undefined;
  const count = (narrow: BulkRequest) => jobs.resumeMany({ ...request, ...narrow, dry_run: true });
  const [all, others] = [await count({ include_paused_by_hand: true }), await count({})];
  const left = all.count - others.count;
  if (left <= 0) return undefined;
  return left === 1
    ? '1 job that was paused by its id stays paused; --include-paused-by-hand resumes it too.'
    : `${jobsIn(left)} that were paused by their id stay paused; --include-paused-by-hand resumes them too.`;
}

/** `ductape cancel job_…` or `ductape cancel --status scheduled`, and so pause, resume, retry, delete, trigger. */
export function addChanges(program: Command, screen: Screen): void {
  for (const change of CHANGES) {
    const command = program.command(change.name).description(change.description).argument('[ids...]');
    if (change.many) {
      withFilter(command)
        .option('--all', 'all jobs of the product and env; needed where no other option chooses among them')
        .option('--dry-run', 'only count')
        .option('-y, --yes', 'do not ask');
    }
    if (change.name !== 'delete')
      command.option('--reason <text>', 'told in the audit trail; that of a cancel by the job too');
    if (change.name === 'resume')
      command.option('--include-paused-by-hand', 'with a filter: also jobs that were paused by their id');
    if (change.name === 'retry') {
      command
        .option('--delay <duration>', 'how long from now', readDuration)
        .option('--new-key', 'under a new idempotency key, also where the target may have done it')
        .option('--rate <jobs>', 'with a filter: at most this many a second', readInteger);
    }
    command.action((ids: string[], _options: object, self: Command) => run(change, ids, self, screen));
  }
}

async function run(change: Change, ids: readonly string[], self: Command, screen: Screen): Promise<void> {
  const { many, name } = change;
  if (ids.length > 0) return await runOnes(change, ids, self, screen);
  if (!many) throw new UsageError(`${name} needs the id of a job`);
  await changeMany(name, many, self, screen);
}

async function runOnes(change: Change, ids: readonly string[], self: Command, screen: Screen): Promise<void> {
  const options = self.optsWithGlobals<ManyOptions>();
  const ofMany = [
    ...narrowingOf(options),
    ...(options.all ? ['--all'] : []),
    ...(options.dryRun ? ['--dry-run'] : []),
    ...(options.rate === undefined ? [] : ['--rate']),
    ...(options.includePausedByHand ? ['--include-paused-by-hand'] : []),
  ];
  if (ofMany.length > 0)
    throw new UsageError(`${change.name} takes the ids of jobs or ${ofMany.join(', ')}, not both`);
  const { jobs } = connect(self);
  const { json } = globalsOf(self);
  const [id = ''] = ids;
  if (ids.length === 1) {
    const result = await change.one(jobs, id, options);
    return screen.out(json ? JSON.stringify(result) : told([result]));
  }
  const results: (Job | { deleted: true })[] = [];
  const failures: { id: string; error: string }[] = [];
  for (const id of ids) {
    await change.one(jobs, id, options).then(
      (result) => results.push(result),
      (error: unknown) => failures.push({ id, error: explain(error) }),
    );
  }
  if (json) screen.out(JSON.stringify(results));
  else if (results.length > 0) screen.out(told(results));
  if (failures.length > 0) throw new Error(failures.map((each) => `${each.id}: ${each.error}`).join('\n'));
}

function told(results: readonly (Job | { deleted: true })[]): string {
  const changed = results.filter((result): result is Job => 'id' in result);
  return changed.length > 0 ? jobTable(changed) : `${results.length} deleted`;
}
