import type { Namespace } from './namespaces.ts';

/** What a hold is about: a product, an env, a namespace, some of them, or without any all jobs there are and will be. */
export interface HoldScope {
  product?: string;
  env?: string;
  namespace?: Namespace;
}

/** A time in which nothing of a product and env starts by a schedule, again and again. */
export interface MaintenanceWindow {
  /** When it begins. */
  cron: string;
  /** IANA zone of the cron; UTC unless told. */
  tz?: string;
  /** How long it lasts, ms. */
  duration: number;
  /** Why, as jobs and their histories show it. */
  reason: string;
}

/** Nothing of its scope starts by a schedule while it is in force; times in Unix ms. */
export interface Hold extends HoldScope {
  reason: string;
  since: number;
  /** The actor that began it, as the audit trail names it; a maintenance window has none. */
  by?: string;
  /** When it ends by itself; without it `resumeAll` ends it. */
  until?: number;
  /** The cron and zone of the maintenance window of the config that it is. */
  window?: string;
}

/** What keeps a job from starting. */
export type Held = Pick<Hold, 'reason' | 'until'>;

/** Holds all jobs of a scope. */
export interface PauseAllRequest extends HoldScope {
  /** Why, as jobs and their histories show it. */
  reason: string;
  /** When the jobs go on by themselves: Unix ms or ISO 8601, later than now. */
  until?: number | string;
}

/** What is held of some scopes, and what will be. */
export interface HoldPlan extends HoldList {
  /** When each maintenance window that is to come begins and ends next, the soonest first. */
  planned: Hold[];
}

/** What a call about one scope left in force there, that of a wider or narrower scope too. */
export interface HoldList {
  holds: Hold[];
}
