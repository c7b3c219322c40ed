import type { Command } from '../../../../core/jobs/advance.ts';
import type { JobRow } from '../../../../core/jobs/row.ts';
import { tombstoneOf } from '../../../../core/jobs/tombstone.ts';
import { changeJob } from '../../../../core/usecases/manage/change-job.ts';
import { CALLER } from '../../../rows.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { World } from '../../../simulation/world.ts';
import { ID, minutely, NOW } from '../../jobs/rows.ts';

const row = minutely();
const deleting: JobRow = { ...row, status: 'cancelled', next_run_at: null, deleted_at: NOW };

async function change(standing: JobRow | undefined, command: Command, access = () => true) {
  const world = new World(1, NOW, NO_FAULTS);
  if (standing) world.jobs.rows.set(ID, standing);
  const shown = await changeJob(ID, command, CALLER, access, world.outside()).catch((error) =>
    String(error.code),
  );
  return { shown, left: world.jobs.rows.get(ID) };
}

describe('a command', () => {
  test('changes a job and shows what it has become', async () => {
    expect(await change(row, { type: 'pause' })).toMatchObject({
      shown: { id: ID, status: 'paused' },
      left: { status: 'paused', version: 2 },
    });
  });

  test('that triggers a job alone asks what holds it', async () => {
    const asks = async (command: Command) => {
      const world = new World(1, NOW, NO_FAULTS);
      world.jobs.rows.set(ID, row);
      const ports = world.outside();
      const current = () => Promise.reject(new Error('asked'));
      const holds = { ...ports.holds, current };
      return await changeJob(ID, command, CALLER, () => true, { ...ports, holds }).then(
        () => 'done',
        ({ message }) => message,
      );
    };
    expect(await asks({ type: 'pause' })).toBe('done');
    expect(await asks({ type: 'trigger' })).toBe('asked');
  });

  test('finds no job that is being deleted, but another deletion continues it', async () => {
    expect(await change(deleting, { type: 'pause' })).toMatchObject({ shown: 'NOT_FOUND', left: deleting });
    expect(await change(deleting, { type: 'delete' })).toMatchObject({ left: undefined });
  });

  test.each<Command['type']>(['pause', 'delete'])(
    '%s finds no job that is gone, is a tombstone or is not for the caller',
    async (type) => {
      const command = { type } as Command;
      expect((await change(undefined, command)).shown).toBe('NOT_FOUND');
      expect((await change(tombstoneOf(deleting, NOW), command)).shown).toBe('NOT_FOUND');
      expect(await change(row, command, () => false)).toEqual({ shown: 'NOT_FOUND', left: row });
    },
  );
});
