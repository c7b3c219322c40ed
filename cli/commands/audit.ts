import type { Command } from 'commander';
import { defined } from '../../contract/plain-data.ts';
import type { AuditEntry, AuditFields, AuditFilter, AuditPage } from '../../sdk/index.ts';
import { connect, globalsOf } from '../connect.ts';
import { UsageError } from '../failure.ts';
import type { Screen } from '../io.ts';
import { jobTable, moment, table } from '../show.ts';
import { readInteger, readMoment } from '../values.ts';

interface AuditOptions extends Pick<AuditFilter, 'actor' | 'from' | 'to' | 'cursor'> {
  limit: number;
}

/** `ductape audit`, `audit job_…` and `undo` */
export function addAudit(program: Command, screen: Screen): void {
  program
    .command('audit')
    .description('who changed what, newest first: of the product and env, or of one job')
    .argument('[id]', 'of a job')
    .option('--actor <text>', 'only those whose actor has this text in it')
    .option('--from <moment>', 'at or after: ISO 8601, Unix ms', readMoment)
    .option('--to <moment>', 'at or before', readMoment)
    .option('--limit <entries>', 'in a page, at most 100', readInteger, 50)
    .option('--cursor <cursor>', 'of the page before')
    .action(async (id: string | undefined, options: AuditOptions, self: Command) => {
      const page = await pageOf(id, options, self);
      if (globalsOf(self).json) return screen.out(JSON.stringify(page));
      screen.out(page.entries.length > 0 ? auditTable(page.entries) : 'No commands.');
      if (page.cursor !== undefined) screen.out(`More: --cursor ${page.cursor}`);
    });

  program
    .command('undo')
    .description('a reschedule, pause, resume or cancel of a recurring job, unless it was changed since')
    .argument('<entry>', 'its id in `ductape audit`')
    .option('--reason <text>', 'told in the audit trail')
    .action(async (entry: string, options: { reason?: string }, self: Command) => {
      const job = await connect(self).jobs.undo(entry, defined({ reason: options.reason }));
      screen.out(globalsOf(self).json ? JSON.stringify(job) : jobTable([job]));
    });
}

async function pageOf(id: string | undefined, options: AuditOptions, self: Command): Promise<AuditPage> {
  const { jobs } = connect(self);
  const { limit, cursor, ...filter } = options;
  const page = { limit, ...defined({ cursor }) };
  if (id === undefined) return await jobs.listAudit({ ...filter, ...page });
  const ofMany = Object.keys(filter).map((name) => `--${name}`);
  if (ofMany.length > 0)
    throw new UsageError(`audit takes the id of a job or ${ofMany.join(', ')}, not both`);
  return await jobs.getAudit(id, page);
}

/** Entries of the audit trail, a line each. */
function auditTable(entries: readonly AuditEntry[]): string {
  const rows = entries.map((entry) => [
    moment(entry.at),
    entry.actor === entry.via ? entry.actor : `${entry.actor} (${entry.via})`,
    entry.command,
    entry.job_id ?? entry.bulk_id ?? entry.webhook_id ?? `${entry.product ?? '*'}/${entry.env ?? '*'}`,
    changesOf(entry),
    entry.reason ?? '',
    undoText(entry),
  ]);
  return table(['AT', 'ACTOR', 'COMMAND', 'OF', 'CHANGES', 'REASON', 'UNDO'], rows);
}

function changesOf({ before = {}, after = {} }: AuditEntry): string {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.map((name) => `${name} ${text(name, before)} → ${text(name, after)}`).join(', ');
}

function text(name: string, fields: AuditFields): string {
  const value = fields[name];
  if (typeof value === 'number' && /(_at|_date|since|until|from|to)$/.test(name)) return moment(value);
  return value === undefined ? '-' : String(value);
}

function undoText({ id, undo }: AuditEntry): string {
  if (!undo) return '';
  return undo.still_possible === false ? 'not any more' : `ductape undo ${id}`;
}
