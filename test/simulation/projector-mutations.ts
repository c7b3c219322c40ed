import type { Mutation } from './mutation.ts';

const PROJECT = 'core/usecases/project/project.ts';
const STATS = 'adapters/memory/memory-stats-store.ts';

/** Breakages of what the stream of changes is told and counted by. */
export const projectorMutations: readonly Mutation[] = [
  {
    name: 'what a commit did not carried in the row',
    file: 'core/jobs/draft.ts',
    find: ', ...defined({ did: this.did() }) };',
    replace: ' };',
    why: 'what a commit did is told and counted even if its worker dies after it',
    by: 'worlds',
  },
  {
    name: 'what a commit did not replaced by the next',
    file: 'core/jobs/draft.ts',
    find: '    const { did: _earlier, ...rest } = this.row;\n',
    replace: '    const rest = this.row;\n',
    why: 'each version of a row tells of its own commit alone',
    by: 'worlds',
  },
  {
    name: 'changes counted whatever was counted before',
    file: STATS,
    find: '    if (reached !== undefined && reached >= first) return reached;\n',
    replace: '',
    why: 'changes come again, and count once',
    by: 'worlds',
  },
  {
    name: 'batch held against its last change',
    file: STATS,
    find: 'reached >= first',
    replace: 'reached >= last',
    why: 'a batch that is cut anew may begin with what was counted',
    by: 'worlds',
  },
  {
    name: 'one mark for all shards',
    file: PROJECT,
    find: 'const stretch = { scope, hour, shard,',
    replace: 'const stretch = { scope, hour, shard: shard.slice(0, 1),',
    why: 'the numbers of changes are in order within a shard only',
    by: 'worlds',
  },
  {
    name: 'rest of a counted batch forgotten',
    file: PROJECT,
    find: 'left = left.filter(({ sequence }) => sequence > reached);',
    replace: 'left = [];',
    why: 'of a batch that was counted in part the rest is counted',
    by: 'worlds',
  },
  {
    name: 'deliveries acknowledged past a refused one',
    file: PROJECT,
    find: 'return told[sent]?.sequence;',
    replace: 'return told[told.length - 1]?.sequence;',
    why: 'what could not be told comes again, from there on',
    by: 'worlds',
  },
  {
    name: 'hours closed while runs still count in them',
    file: 'core/stats/hours.ts',
    find: 'export const CLOSED_AFTER = 50 * HOUR;',
    replace: 'export const CLOSED_AFTER = HOUR;',
    why: 'a run counts in the hour it was claimed in, and may take a day',
    by: 'worlds',
  },
  {
    name: 'skips of an ended job left to its command',
    file: 'core/jobs/heal-overdue.ts',
    find: 'row.deleted_at !== undefined || hasSkipsLeft(row)) return',
    replace: 'row.deleted_at !== undefined) return',
    why: 'a command that ends a job may die before it has written down what it skipped',
    by: 'worlds',
  },
];
