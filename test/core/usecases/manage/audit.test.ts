import { auditSchema } from '../../../../core/input/audit-request.ts';
import type { Command } from '../../../../core/jobs/advance.ts';
import type { Asked } from '../../../../core/jobs/caller.ts';
import { type Access, everything, type Scope } from '../../../../core/jobs/scope.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { HOUR } from '../../../../core/time/units.ts';
import { dispatchJob } from '../../../../core/usecases/dispatch/dispatch-job.ts';
import { startBulk } from '../../../../core/usecases/manage/bulk-jobs.ts';
import { changeJob } from '../../../../core/usecases/manage/change-job.ts';
import { pauseAll, resumeAll } from '../../../../core/usecases/manage/pause-all.ts';
import { getAudit, listAudit } from '../../../../core/usecases/manage/read-audit.ts';
import { noEntry, undoCommand } from '../../../../core/usecases/manage/undo-command.ts';
import { CALLER } from '../../../rows.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { SETUP } from '../../../simulation/scenario.ts';
import { World } from '../../../simulation/world.ts';
import { NOW } from '../../jobs/rows.ts';

const SCOPE = { product: 'shop', env: 'dev' };
const HOURLY = { cron: '0 * * * *' };

/** What was done is projected by then, ms. */
const PROJECTED = 3000;

class Audited {
  readonly world = new World(1, NOW, NO_FAULTS);
  readonly ports: Ports = this.world.outside();

  async dispatch(schedule?: object): Promise<string> {
    const fields = {
      ...SCOPE,
      app: 'app',
      event: 'e',
      input: { card: '4242' },
      ...(schedule && { schedule }),
    };
    const { result } = await dispatchJob('actions', fields, { ...SETUP, caller: CALLER }, this.ports);
    await this.pass(PROJECTED);
    return result.job_id;
  }

  async ask(id: string, command: Command, asked: Asked = CALLER): Promise<void> {
    await changeJob(id, command, asked, everything, this.ports);
    await this.pass(PROJECTED);
  }

  /** Lets time pass, in which the projector has its turn. */
  async pass(ms: number): Promise<void> {
    await this.world.time.runUntil(this.world.time.now + ms);
  }

  async ofJob(id: string, page: { limit?: number; cursor?: string } = {}) {
    return await getAudit(id, { limit: 50, ...page }, everything, this.ports);
  }

  async list(query: Record<string, string> = {}, scopes: Scope[] = [SCOPE], access = everything) {
    return await listAudit(auditSchema.parse(query), scopes, access, this.ports);
  }
}

const commands = ({ entries }: { entries: { command: string }[] }) => entries.map(({ command }) => command);

describe('the audit trail of a job', () => {
  test('has each command once, newest first, with the dispatch, page by page', async () => {
    const audited = new Audited();
    const id = await audited.dispatch(HOURLY);
    await audited.ask(id, { type: 'pause' }, { ...CALLER, reason: 'the database moves' });
    await audited.ask(id, { type: 'pause' });
    await audited.ask(id, { type: 'resume' });
    const page = await audited.ofJob(id);
    expect(page).toMatchObject({
      entries: [
        { command: 'resume', before: { status: 'paused', paused_by: 'hand' } },
        { command: 'pause', actor: 'anna', via: 'token', address: '10.0.0.7', reason: 'the database moves' },
        { command: 'dispatch', after: { cron: '0 * * * *' } },
      ],
    });
    expect(page.cursor).toBeUndefined();
    const first = await audited.ofJob(id, { limit: 2 });
    expect(commands(first)).toEqual(['resume', 'pause']);
    expect(commands(await audited.ofJob(id, { cursor: first.cursor ?? '' }))).toEqual(['dispatch']);
    await expect(audited.ofJob(id, { cursor: `${id.slice(0, -1)}0.2` })).rejects.toMatchObject({
      issues: [{ path: 'cursor', message: 'not a cursor of this list' }],
    });
    expect(JSON.stringify(page)).not.toContain('4242');
  });

  test('tells the dispatch of a one-time job from its row, and writes nothing for it', async () => {
    const audited = new Audited();
    const id = await audited.dispatch({ start_at: NOW + HOUR });
    expect(audited.world.audit.records.size).toBe(0);
    expect(await audited.ofJob(id)).toMatchObject({
      entries: [{ command: 'dispatch', actor: 'anna', at: NOW }],
    });
    await audited.ask(id, { type: 'cancel' });
    const first = await audited.ofJob(id, { limit: 1 });
    expect(commands(first)).toEqual(['cancel']);
    expect(commands(await audited.ofJob(id, { limit: 1, cursor: first.cursor ?? '' }))).toEqual(['dispatch']);
    expect(commands(await audited.list())).toEqual(['cancel']);
  });

  test('reads one entry more than a page has', async () => {
    const audited = new Audited();
    const id = await audited.dispatch(HOURLY);
    const limits: number[] = [];
    const listOfJob: Ports['audit']['listOfJob'] = (job, query) => {
      limits.push(query.limit);
      return audited.world.audit.listOfJob(job, query);
    };
    Object.assign(audited.ports, {
      audit: Object.assign(Object.create(audited.ports.audit), { listOfJob }),
    });
    expect(commands(await audited.ofJob(id, { limit: 7 }))).toEqual(['dispatch']);
    expect(limits).toEqual([8]);
  });

  test('is there for those only who may see the job', async () => {
    const audited = new Audited();
    const id = await audited.dispatch(HOURLY);
    await audited.ask(id, { type: 'pause' });
    const { entries } = await audited.ofJob(id);
    await expect(getAudit(id, { limit: 5 }, () => false, audited.ports)).rejects.toThrow('There is no job');
    const undone = undoCommand(entries[0]?.id ?? '', CALLER, () => false, audited.ports);
    await expect(undone).rejects.toThrow('There is no job');
  });

  test('says whether each command may still be undone, and why not', async () => {
    const audited = new Audited();
    const id = await audited.dispatch(HOURLY);
    await audited.ask(id, { type: 'pause' });
    await audited.ask(id, { type: 'resume' });
    const { entries } = await audited.ofJob(id);
    expect(entries.map(({ undo }) => undo)).toEqual([
      { command: 'pause', still_possible: true },
      { command: 'resume', still_possible: false, why_not: 'Another command has changed the job since.' },
      undefined,
    ]);
    const [last, earlier] = entries;
    const refused = undoCommand(earlier?.id ?? '', CALLER, everything, audited.ports);
    await expect(refused).rejects.toMatchObject({ code: 'ILLEGAL_TRANSITION' });
    const asked = { ...CALLER, actor: 'ben', reason: 'not yet' };
    expect(await undoCommand(last?.id ?? '', asked, everything, audited.ports)).toMatchObject({
      status: 'paused',
    });
    await audited.pass(PROJECTED);
    expect((await audited.ofJob(id)).entries[0]).toMatchObject({
      command: 'pause',
      actor: 'ben',
      reason: 'not yet',
      undoes: last?.id,
    });
  });

  test('has nothing to undo by an id that names no entry of a single job', async () => {
    const audited = new Audited();
    const id = await audited.dispatch(HOURLY);
    const refusal = (of: string) => undoCommand(of, CALLER, everything, audited.ports);
    await expect(refusal(`${id}.99`)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: `There is no command ${id}.99 that can be undone.`,
    });
    await expect(refusal('bulk_1')).rejects.toMatchObject({
      code: 'ILLEGAL_TRANSITION',
      message: 'Only a command on a single job can be undone.',
    });
    const name = 'x'.repeat(64);
    expect(noEntry(`${name}y`).message).toBe(`There is no command ${name} that can be undone.`);
  });

  test('stays when the job is deleted, and goes as its executions do', async () => {
    const audited = new Audited();
    const id = await audited.dispatch(HOURLY);
    await audited.ask(id, { type: 'delete' });
    await expect(audited.ofJob(id)).rejects.toThrow('There is no job');
    expect(commands(await audited.list())).toEqual(['delete', 'dispatch']);
    expect(audited.world.audit.expiring.get(id)).toBeGreaterThan(NOW);
  });
});

describe('the audit trail of products and envs', () => {
  test('has a bulk operation once, and its jobs have it with its id', async () => {
    const audited = new Audited();
    const ids = [await audited.dispatch(HOURLY), await audited.dispatch(HOURLY)];
    const request = { recurring: true, reason: 'the database moves', dry_run: false } as const;
    const { id: bulk_id } = await startBulk('pause', request, [SCOPE], CALLER, audited.ports);
    await startBulk('pause', { ...request, dry_run: true }, [SCOPE], CALLER, audited.ports);
    await audited.pass(PROJECTED);
    const { entries } = await audited.list();
    expect(commands({ entries })).toEqual(['pause_many', 'dispatch', 'dispatch']);
    expect(entries[0]).toMatchObject({
      id: bulk_id,
      bulk_id,
      reason: 'the database moves',
      after: { recurring: true },
    });
    expect(entries[0]).not.toHaveProperty('scopes');
    for (const id of ids)
      expect((await audited.ofJob(id)).entries[0]).toMatchObject({
        command: 'pause',
        bulk_id,
        actor: 'anna',
      });
  });

  test('tells of a bulk operation those only who may see all that it was about, as its filter may name what is theirs', async () => {
    const audited = new Audited();
    const other = { product: 'bank', env: 'dev' };
    const request = { target: 'bankvault:export', reason: 'a case of bank', dry_run: false } as const;
    await startBulk('pause', request, [SCOPE, other], CALLER, audited.ports);
    await audited.pass(PROJECTED);
    const seenBy = async (access: Access) =>
      commands(await listAudit(auditSchema.parse({}), [SCOPE], access, audited.ports));
    expect(await seenBy(everything)).toEqual(['pause_many']);
    expect(await seenBy(({ product }) => product === 'shop')).toEqual([]);
    expect(await seenBy(({ product }) => product === 'shop' || product === 'bank')).toEqual(['pause_many']);
  });

  test('has what is about all envs or products too, and nothing of others', async () => {
    const audited = new Audited();
    const hold = { reason: 'moving' };
    await pauseAll(hold, CALLER, audited.ports);
    await audited.pass(PROJECTED);
    await pauseAll({ ...hold, product: 'shop' }, CALLER, audited.ports);
    await audited.pass(PROJECTED);
    await pauseAll({ ...hold, product: 'blog', env: 'dev' }, CALLER, audited.ports);
    await audited.pass(PROJECTED);
    await resumeAll({ product: 'shop' }, CALLER, audited.ports);
    await audited.pass(PROJECTED);
    const products = async (scope: Scope) =>
      (await audited.list({}, [scope])).entries.map(({ command, product }) => `${command} ${product ?? '*'}`);
    expect(await products(SCOPE)).toEqual(['resume_all shop', 'pause_all shop', 'pause_all *']);
    expect(await products({ product: 'blog', env: 'dev' })).toEqual(['pause_all blog', 'pause_all *']);
    expect(await products({ product: 'blog', env: 'prd' })).toEqual(['pause_all *']);
    const { entries } = await audited.list(
      {},
      [SCOPE],
      ({ product, env }) => product === 'shop' && env === 'dev',
    );
    expect(entries).toHaveLength(3);
    expect(entries[0]).toMatchObject({ before: { reason: 'moving' } });
    expect(entries[1]).toMatchObject({ reason: 'moving', after: { reason: 'moving' } });
  });

  test('writes a resume of what was not paused down nowhere', async () => {
    const audited = new Audited();
    await resumeAll(SCOPE, CALLER, audited.ports);
    await audited.pass(PROJECTED);
    expect(await audited.list()).toEqual({ entries: [] });
  });

  test('reads one entry more than a page has, or a hundred at once of those of an actor', async () => {
    const audited = new Audited();
    for (let commands = 0; commands < 4; commands += 1) await audited.dispatch(HOURLY);
    const limits: number[] = [];
    const list: Ports['audit']['list'] = (query) => {
      limits.push(query.limit);
      return audited.world.audit.list(query);
    };
    Object.assign(audited.ports, { audit: Object.assign(Object.create(audited.ports.audit), { list }) });
    expect(commands(await audited.list({ limit: '3' }))).toHaveLength(3);
    expect(commands(await audited.list({ actor: 'anna', limit: '3' }))).toHaveLength(3);
    expect(commands(await audited.list({ limit: '100' }))).toHaveLength(4);
    expect(limits).toEqual([4, 100, 100]);
  });

  test('looks through a thousand entries for those of an actor, and its cursor leads on', async () => {
    const audited = new Audited();
    const id = await audited.dispatch(HOURLY);
    const [of] = [...audited.world.audit.records.values()];
    if (!of) throw new Error('no entry');
    for (let nth = 0; nth < 1000; nth += 1)
      await audited.world.audit.put({ ...of, id: `${id}.${nth + 2}`, at: NOW + 1 + nth, actor: 'ben' });
    const first = await audited.list({ actor: 'anna' });
    expect(commands(first)).toEqual([]);
    expect(commands(await audited.list({ actor: 'anna', cursor: first.cursor ?? '' }))).toEqual(['dispatch']);
  });

  test('is narrowed by actor and time, and its cursor is good for the same question only', async () => {
    const audited = new Audited();
    const id = await audited.dispatch(HOURLY);
    await audited.ask(id, { type: 'pause' }, { ...CALLER, actor: 'arn:aws:iam::1:user/ben' });
    await audited.ask(id, { type: 'resume' });
    expect(commands(await audited.list({ actor: 'ben' }))).toEqual(['pause']);
    const [resume, pause] = (await audited.list()).entries;
    expect(commands(await audited.list({ from: String(resume?.at) }))).toEqual(['resume']);
    expect(commands(await audited.list({ to: String(pause?.at) }))).toEqual(['pause', 'dispatch']);
    const { cursor = '' } = await audited.list({ limit: '1' });
    expect(commands(await audited.list({ cursor }))).toEqual(['pause', 'dispatch']);
    const others: [Record<string, string>, Scope[]][] = [
      [{ cursor, actor: 'ben' }, [SCOPE]],
      [{ cursor }, [{ product: 'blog', env: 'dev' }]],
    ];
    for (const [query, scopes] of others)
      await expect(audited.list(query, scopes)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });
});
