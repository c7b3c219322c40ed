import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BulkAction } from '../../../../contract/bulk.ts';
import type { JobRow } from '../../../../core/jobs/row.ts';
import { everything } from '../../../../core/jobs/scope.ts';
import { toJob } from '../../../../core/jobs/view.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { startBulk } from '../../../../core/usecases/manage/bulk-jobs.ts';
import { changeJob } from '../../../../core/usecases/manage/change-job.ts';
import { CALLER } from '../../../rows.ts';
import { SCOPES, worldWith } from '../bulk-world.ts';

const oneOf = (type: 'pause' | 'resume') => (id: string, ports: Ports) =>
  changeJob(id, { type }, CALLER, everything, ports);
const many =
  (action: BulkAction, manner: object = {}) =>
  async (_id: string, ports: Ports) => {
    const planned = await startBulk(action, { all: true, dry_run: true, ...manner }, SCOPES, CALLER, ports);
    const done = await startBulk(action, { all: true, ...manner }, SCOPES, CALLER, ports);
    expect(done).toMatchObject({ count: planned.count, failed: 0 });
    return done;
  };

const commands = {
  'pause(id)': oneOf('pause'),
  pauseMany: many('pause'),
  'resume(id)': oneOf('resume'),
  resumeMany: many('resume'),
  'resumeMany with `include_paused_by_hand`': many('resume', { include_paused_by_hand: true }),
};

/** What has been done to a job in each state of the table. */
const states: Record<string, (id: string, ports: Ports) => Promise<unknown>> = {
  'is not paused': async () => undefined,
  'is paused by hand': commands['pause(id)'],
  'is paused in bulk': commands.pauseMany,
};

const lines = readFileSync(join(import.meta.dirname, '../../../../docs/commands.md'), 'utf8')
  .split('\n## By hand and in bulk\n')[1]
  ?.split('\n## ')[0]
  ?.split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
const [head = [], , ...rows] = lines ?? [];
const cells = rows.flatMap(([state = '', ...words]) =>
  words.map((word, i) => ({ state, command: head[i + 1] as keyof typeof commands, word })),
);

describe('the table of what is paused by hand and in bulk', () => {
  test('has a line for every state and a column for every command', () => {
    expect([...new Set(cells.map(({ state }) => state))]).toEqual(Object.keys(states));
    expect([...new Set(cells.map(({ command }) => command))]).toEqual(Object.keys(commands));
  });

  test.each(cells)('is true of a job that $state, for $command: $word', async ({ state, command, word }) => {
    const { world, ports } = await worldWith(1);
    const rowNow = (): JobRow => [...world.jobs.rows.values()][0] as JobRow;
    const { id } = rowNow();
    await states[state]?.(id, ports);
    const before = rowNow();
    const asked = commands[command](id, ports);
    if (word === '409') {
      await expect(asked).rejects.toMatchObject({ code: 'ILLEGAL_TRANSITION' });
      return expect(rowNow()).toEqual(before);
    }
    const answer = await asked;
    const after = rowNow();
    const job = toJob(after);
    if ('count' in answer) expect(answer.count).toBe(word === 'stays' ? 0 : 1);
    if (word === 'stays') expect(after).toEqual(before);
    else if (word === 'continues') {
      expect(after.status).toBe('scheduled');
      expect(after).not.toHaveProperty('paused_by');
    } else expect(job).toMatchObject({ status: 'paused', paused_by: word === 'by hand' ? 'hand' : 'bulk' });
    if (before.status === 'paused' && after.status === 'paused')
      expect(after.paused_at).toBe(before.paused_at);
  });

  test('holds for a job whose pause is of an unknown kind as for one paused by hand', async () => {
    const { world, ports } = await worldWith(1);
    const [row] = world.jobs.rows.values();
    if (!row) throw new Error('it is not there');
    world.jobs.rows.set(row.id, { ...row, status: 'paused' });
    expect(await startBulk('resume', { all: true }, SCOPES, CALLER, ports)).toMatchObject({
      count: 0,
      failed: 0,
    });
    expect(world.jobs.rows.get(row.id)?.status).toBe('paused');
  });
});
