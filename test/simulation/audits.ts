import { Chance } from '../../bench/virtual/chance.ts';
import type { AuditEntry } from '../../contract/audit.ts';
import { defined } from '../../contract/plain-data.ts';
import { auditSchema } from '../../core/input/audit-request.ts';
import type { Caller, CommandDone } from '../../core/jobs/caller.ts';
import { isLive, type JobRow } from '../../core/jobs/row.ts';
import { everything } from '../../core/jobs/scope.ts';
import { isRecurring } from '../../core/schedule/parsed-schedule.ts';
import { getAudit, listAudit } from '../../core/usecases/manage/read-audit.ts';
import { undoCommand } from '../../core/usecases/manage/undo-command.ts';
import { SCOPES } from './callers.ts';
import type { World } from './world.ts';

/** In one of five worlds callers undo commands, and the calls that write the audit trail fail as others do. */
const UNDONE = { of: 5, rest: 2 };

export const isUndone = (seed: number) => seed % UNDONE.of === UNDONE.rest;

/** A commit that a command made. */
interface Done {
  before: JobRow;
  after: JobRow;
  command: CommandDone;
}

/** What the audit trail has to tell: of every commit by a command, who asked for it. */
export class Audits {
  /** The calls that write the audit trail fail as others do. */
  isFaulty = false;
  private callers = 0;
  private readonly done = new Map<string, Done>();

  /** A caller of its own for each call. */
  next(): Caller {
    this.callers += 1;
    return { actor: `caller ${this.callers}`, via: 'token' };
  }

  /** What is wrong with a commit: that it is a command's and does not say so, or undoes something else. */
  committed(before: JobRow, after: JobRow): string[] {
    const command = after.did?.command;
    if (!command) return isByCommand(before, after) ? ['changed by a command that it does not tell of'] : [];
    const found = command.undoes === undefined ? [] : this.undone(before, after, command.undoes);
    this.done.set(`${after.id}.${after.version}`, { before, after, command });
    return found;
  }

  /** Whether a job was changed by a command at a moment or later, beside those of one bulk operation. */
  isCommandedSince(id: string, at: number, bulk: string): boolean {
    return [...this.done.values()].some(
      ({ after, command }) => after.id === id && after.updated_at >= at && command.bulk_id !== bulk,
    );
  }

  private undone(before: JobRow, after: JobRow, undoes: string): string[] {
    const of = this.done.get(undoes);
    if (!of) return [`undoes ${undoes}, which was not committed`];
    const { version } = of.after;
    const since = [...this.done.values()].filter(
      (each) =>
        each.after.id === after.id && each.after.version > version && each.command.command !== 'trigger',
    );
    const found = since.length > 0 ? [`undoes ${undoes}, though it was changed since`] : [];
    const [was, is] = [of.before, after].map(({ status, schedule, paused_by }) =>
      JSON.stringify([status === 'paused', status === 'paused' && paused_by, schedule]),
    );
    if (was !== is) found.push(`undoes ${undoes}, and is ${is} where it was ${was}`);
    if (before.status === 'cancelled' && after.status === 'cancelled') found.push('is cancelled still');
    return found;
  }

  /** Whether the trail has one entry for each of these commits, and no other, in the list of its job and in that of its scope. */
  async violations(world: World): Promise<string[]> {
    const records = [...world.audit.records.values()];
    const told = records.filter(({ job_id }) => job_id !== undefined);
    const listed = new Set((await allEntries(world)).map(({ id }) => id));
    const dispatched = world.stream.changes.flatMap(({ before, after }) => (before || !after ? [] : [after]));
    const repeated = dispatched.filter(
      ({ created_by, did }) => (created_by === undefined) === (did?.command === undefined),
    );
    const commits = [...this.done].map(([id, { command }]) => [id, command] as const);
    const created = dispatched.flatMap(({ id, version, did }) =>
      did?.command ? [[`${id}.${version}`, did.command] as const] : [],
    );
    const wanted = [...commits, ...created];
    const found = wanted.flatMap(([id, { actor, command, bulk_id }]) => {
      const entries = told.filter(
        (each) => each.id === id && each.actor === actor && each.command === command,
      );
      // A bulk operation is one entry of its scope; what it did to each job stands in the list of the job.
      const isListed = listed.has(id) === (bulk_id === undefined);
      return entries.length === 1 && isListed ? [] : [`${id}: ${entries.length} entries of ${command}`];
    });
    if (told.length !== wanted.length) found.push(`${told.length} entries of ${wanted.length} commands`);
    const scoped = records.length - told.length;
    const bulks = [...world.bulks.bulks.values()].filter(({ dry_run }) => !dry_run);
    if (scoped !== world.holds.commands.size + bulks.length)
      found.push(
        `${scoped} entries of ${world.holds.commands.size} holds and ${bulks.length} bulk operations`,
      );
    const byBulk = new Map(bulks.map(({ caller, id }) => [caller?.actor, id]));
    for (const { id, actor, bulk_id } of told)
      if (bulk_id !== byBulk.get(actor)) found.push(`${id}: told as a part of ${bulk_id}`);
    const single = told.filter(({ bulk_id }) => bulk_id === undefined).length;
    if (listed.size !== single + scoped)
      found.push(`${listed.size} of ${single + scoped} entries are listed`);
    return [...found, ...repeated.map(({ id }) => `${id}: its dispatch is told by none, or twice`)];
  }
}

/** All entries of all lists, in small pages. */
async function allEntries(world: World): Promise<AuditEntry[]> {
  const found: AuditEntry[] = [];
  for (let cursor: string | undefined; ; ) {
    const filter = auditSchema.parse({ limit: '7', ...defined({ cursor }) });
    const page = await listAudit(filter, SCOPES, everything, world.outside());
    found.push(...page.entries);
    cursor = page.cursor;
    if (cursor === undefined) return found;
  }
}

/** Whether only what a caller asks for does this to a job. */
function isByCommand(before: JobRow, after: JobRow): boolean {
  const isNow = (status: JobRow['status']) => after.status === status && before.status !== status;
  const hasOtherTimes =
    isRecurring(before.schedule) && JSON.stringify(before.schedule) !== JSON.stringify(after.schedule);
  const isResumed = before.status === 'paused' && isLive(after);
  const isRetried = ['failed', 'cancelled'].includes(before.status) && isLive(after);
  const isDeleted = before.deleted_at === undefined && after.deleted_at !== undefined;
  return isNow('paused') || isNow('cancelled') || hasOtherTimes || isResumed || isRetried || isDeleted;
}

/** A caller looks at the commands on a job now and then, and undoes one that it may undo; or the last one, whatever it is told. */
export function undoSometimes(world: World, id: string, seed: number, end: number): void {
  const chance = new Chance(seed ^ 0xaad1 ^ Number.parseInt(id.slice(-4), 36));
  for (let i = chance.between(1, 6); i > 0; i -= 1)
    world.time.at(chance.between(world.time.now, Math.max(world.time.now, end)), () => {
      const by = world.audits.next();
      void world.inProcess(async (ports) => {
        const { entries } = await getAudit(id, { limit: 5 }, everything, ports);
        const possible = entries.filter(({ undo }) => undo?.still_possible);
        const among = chance.happens(0.8) ? possible : entries.filter(({ undo }) => undo);
        const [first, ...others] = among;
        if (first) await undoCommand(chance.pick([first, ...others]).id, by, everything, ports);
      });
    });
}
