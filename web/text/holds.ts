import type { Hold, HoldScope } from '../../contract/hold.ts';
import { counted, moment, ownZone, relative } from './format.ts';

/** What a hold is about: "everything", "all of shop/dev", "actions of all products in dev". */
export function holdInWords({ product, env, namespace }: HoldScope): string {
  if (product === undefined && env === undefined) return namespace ? `all ${namespace} jobs` : 'everything';
  const where = product === undefined ? `all products in ${env}` : `${product}${env ? `/${env}` : ''}`;
  return namespace ? `all ${namespace} jobs of ${where}` : `all of ${where}`;
}

/** Since when, why, and how a hold ends. @param now Unix ms by the clock of the API */
export function holdSentence({ since, by, reason, until, window }: Hold, now: number): string {
  const at = (time: number) => moment(time, now, ownZone());
  const begins = since > now ? `from ${at(since)}` : `since ${at(since)}`;
  const kind = window === undefined ? '' : ', a maintenance window';
  const end = until === undefined ? 'It lasts until it is resumed.' : `It ends by itself ${at(until)}.`;
  return `${begins}${by === undefined ? '' : ` by ${by}`}${kind}: “${reason}”. ${end}`;
}

/** How many jobs a hold is about, where the API says it; `isPart` where it looked at the first ones only. */
export interface HoldFigures {
  waiting: number;
  running: number;
  paused?: number;
  isPart?: boolean;
}

/** What a hold will do, by numbers. */
export function holdEffect({ waiting, running, paused, isPart }: HoldFigures): string[] {
  const least = isPart ? 'At least ' : '';
  const jobs = counted(waiting, 'job');
  return [
    `Within two seconds nothing of it starts by its schedule. ${least}${jobs} ${waiting === 1 ? 'is' : 'are'} scheduled or queued.`,
    running === 0
      ? 'No run has been under way for over 5 s. Runs that have begun end, with their retries.'
      : `${counted(running, 'run')} under way for over 5 s will end, and so will shorter ones, with their retries.`,
    'What comes due meanwhile is decided by the policy of each job for missed runs, once it is resumed. “Run now” still works.',
    ...(paused ? [`${counted(paused, 'job')} paused by name or in bulk will stay paused afterwards.`] : []),
  ];
}

/** How a job that is held says so. @param now Unix ms by the clock of the API */
export function heldSentence({ reason, until }: Pick<Hold, 'reason' | 'until'>, now: number): string {
  const end =
    until === undefined
      ? 'until that is resumed'
      : `until ${moment(until, now, ownZone())}, ${relative(until, now)}`;
  return `Held by a pause of its product, env or namespace, ${end}: “${reason}”.`;
}
