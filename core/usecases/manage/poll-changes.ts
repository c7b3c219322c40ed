import type { Changes } from '../../../contract/changes.ts';
import { type ChangesCursor, changesCursorText } from '../../input/cursor.ts';
import { holdsOf } from '../../jobs/hold.ts';
import { hashOf, type Scope, scopeKey } from '../../jobs/scope.ts';
import type { Ports } from '../../ports/ports.ts';
import type { HourChanges, HourOf, Position } from '../../ports/stats-store.ts';
import { countsNow } from '../../stats/counts-now.ts';
import { hourOf } from '../../stats/hours.ts';
import { HOUR, MINUTE } from '../../time/units.ts';

/** So long after the turn of an hour changes of the one before may still be told, ms: while all is well they are within seconds. */
const LATE = 10 * MINUTE;

/**
 * Which jobs of some scopes have changed since a cursor, and what holds them: one small item a scope is read, two in the first minutes of an hour, and
 * the holds once a second for all who ask this process.
 */
export async function pollChanges(
  since: ChangesCursor | undefined,
  scopes: readonly Scope[],
  { stats, holds, clock }: Pick<Ports, 'stats' | 'holds' | 'clock'>,
): Promise<Changes> {
  const now = clock.now();
  const hour = hourOf(now);
  const hours = now - hour < LATE ? [hour, hour - HOUR] : [hour];
  const asked = scopes.flatMap((scope) => hours.map((each): HourOf => ({ scope, hour: each })));
  const [found, known] = await Promise.all([stats.changes(asked), holds.current()]);
  const inForce = holdsOf(scopes, known, now);
  const ofScope = (at: number) => found.slice(at * hours.length, (at + 1) * hours.length);
  const counts = await Promise.all(
    scopes.map((scope, at) => {
      const read = ofScope(at).map(({ tally }) => tally);
      return countsNow(scope, Math.min(...hours), read, { stats, clock });
    }),
  );
  const about = hashOf(JSON.stringify(scopes.map(scopeKey)));
  const positions = since?.about === about ? since.positions : undefined;
  const isKnown = positions?.length === scopes.length;
  const parts = scopes.map((_, at) => {
    const [current, earlier] = ofScope(at);
    return changesOf(hour, isKnown ? positions[at] : undefined, current ?? NONE, earlier);
  });
  return {
    cursor: changesCursorText({
      about,
      held: hashOf(JSON.stringify(inForce)),
      positions: parts.map(({ position }) => position),
    }),
    now,
    changed: [...new Set(parts.flatMap(({ changed }) => changed))],
    more: parts.some(({ more }) => more) || (since !== undefined && !isKnown),
    holds: inForce,
    counts: {
      failing: counts.reduce((sum, { failing }) => sum + failing, 0),
      retrying: counts.reduce((sum, { retrying }) => sum + retrying, 0),
    },
  };
}

const NONE: HourChanges = { count: 0, latest: [], tally: {} };

interface Part {
  position: Position;
  changed: string[];
  more: boolean;
}

/** What changed in a scope. @param earlier the hour before, where it was read */
function changesOf(
  hour: number,
  since: Position | undefined,
  current: HourChanges,
  earlier?: HourChanges,
): Part {
  const position = { hour, seen: current.count, before: earlier?.count ?? 0 };
  if (!since) return { position, changed: [], more: false };
  const isSame = since.hour === hour;
  const isNext = since.hour === hour - HOUR && earlier !== undefined;
  if (!isSame && !isNext) return { position, changed: [], more: true };
  const [seen, before] = isSame ? [since.seen, since.before] : [0, since.seen];
  const parts = [afterwards(current, seen), ...(earlier ? [afterwards(earlier, before)] : [])];
  return {
    position,
    changed: parts.flatMap((part) => part ?? []),
    more: parts.includes(undefined),
  };
}

/**
 * What the updates after some told; undefined where that is not known any more, or more are seen than there are: the read lags behind an earlier one, or
 * the cursor is of other data.
 */
function afterwards({ count, latest }: HourChanges, seen: number): string[] | undefined {
  if (seen > count) return undefined;
  const updates = latest.slice(0, count - seen);
  const isWhole = count - seen <= latest.length && updates.every((ends) => ends !== undefined);
  return isWhole ? updates.flatMap((ends) => ends ?? []) : undefined;
}
