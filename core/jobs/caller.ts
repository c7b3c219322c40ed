import type { AuditCommand, AuditVia } from '../../contract/audit.ts';
import { Limits } from '../../contract/limits.ts';
import { defined } from '../../contract/plain-data.ts';
import { cutMiddle } from '../text/bounds.ts';

/** The caller that asks for a command, as far as it is known for certain: from what has authorized the call, never from what the caller sent. */
export interface Caller {
  actor: string;
  via: AuditVia;
  /** As the gateway saw it. */
  address?: string;
}

/** That a caller asks for a command, and what the audit trail tells beside. */
export interface Asked extends Caller {
  reason?: string;
  /** The bulk operation that it is a part of. */
  bulk_id?: string;
  /** The entry that it undoes. */
  undoes?: string;
}

/** A command that a commit did, and who asked for it. */
export interface CommandDone extends Asked {
  command: AuditCommand;
}

/** The commands of a job so far. */
export interface Commanded {
  /** The version that the last one made, but for triggers, which change nothing that another command undoes. */
  version: number;
  count: number;
}

/** A caller with texts of bounded length: of a long actor the middle goes, as its beginning and its end tell most. */
export function caller<Via extends AuditVia>(
  actor: string,
  via: Via,
  address?: string,
): Caller & { via: Via } {
  const { actorLength, addressLength } = Limits;
  return {
    actor: cutMiddle(actor === '' ? via : actor, actorLength),
    via,
    ...defined({ address: address ? address.slice(0, addressLength) : undefined }),
  };
}

/** The caller that dispatched a one-time job, as its row tells it: short, as it stands there as long as the row. */
export function creatorOf({ actor, via }: Caller): Caller {
  return { actor: cutMiddle(actor, Limits.creatorLength), via };
}

/** The schedules of the config, which a deploy applies and the sweep completes. */
export const DEPLOY: Caller = { actor: 'deploy', via: 'deploy' };

/** The alerts of the config. */
export const ALERT = { actor: 'alert', via: 'alert' } as const satisfies Caller;

/** The maintenance windows of the config. */
export const WINDOW: Caller = { actor: 'window', via: 'window' };
