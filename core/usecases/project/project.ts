import type { Config } from '../../../contract/config.ts';
import { alertsOf } from '../../alerts/alerts-of.ts';
import { recordOf } from '../../jobs/record-of.ts';
import type { JobRow } from '../../jobs/row.ts';
import type { RowChange } from '../../jobs/row-change.ts';
import { scopeKey } from '../../jobs/scope.ts';
import { wrongRunsOf } from '../../jobs/wrong-run.ts';
import { messageBody } from '../../messages/message.ts';
import { pagesOf } from '../../ports/page.ts';
import type { Ports } from '../../ports/ports.ts';
import type { WakeUpQueue } from '../../ports/queues.ts';
import type { Reading, StatsStore } from '../../ports/stats-store.ts';
import { untilWon } from '../../retry/until-won.ts';
import { type Figures, figuresOf } from '../../stats/figures.ts';
import { epochsOf, readOn, readUntil } from '../../stats/loss.ts';
import { sumOf } from '../../stats/tally.ts';
import { toldOf } from '../../stats/told.ts';
import { deliveriesOf } from '../../webhooks/deliveries-of.ts';
import { alertKey } from '../alert/tell-alert.ts';

/** What the projector reaches of the world. */
export type ProjectorPorts = Pick<
  Ports,
  'stats' | 'runs' | 'webhooks' | 'deliveries' | 'audit' | 'telemetry'
> & {
  /** How alerts are told; none are unless given. */
  alerts?: Alerts;
  clock: Pick<Ports['clock'], 'now'>;
  /** How far the stream is read, as it was at most `KNOWN_FOR` before the batch came. */
  known(): Promise<Reading | null>;
};

/** What telling alerts takes. */
export interface Alerts {
  config: Config;
  queue: Pick<WakeUpQueue, 'send'>;
  /** What was handed on before, by `alertKey`: it need not be again. */
  handedOn: Set<string>;
}

/** Entries of the audit trail written side by side. */
const AT_ONCE = 25;

/** Where changes come from. */
export interface Source {
  stream: string;
  shard: string;
}

/**
 * Makes of the changes of one shard what others see of them: the figures, each exactly once, the list of what went wrong, the deliveries to
 * webhooks, each at least once and in the order of its job, and the audit trail, with one entry for each command. A call may die anywhere and
 * its changes come again, in other batches too.
 * @returns the sequence of the first change whose deliveries are not all on their way, from which on they have to come again
 * @throws Error when the figures could not be counted, or an entry not be written: all of it has to come again
 */
export async function project(
  source: Source,
  changes: readonly RowChange[],
  ports: ProjectorPorts,
): Promise<string | undefined> {
  if (changes.length === 0) return undefined;
  const reading = await ports.known();
  await note(source.stream, changes, reading, ports);
  await count(source.shard, changes, epochsOf(reading), ports);
  const wrong = changes.flatMap(wrongRunsOf);
  if (wrong.length > 0) await ports.runs.put(wrong);
  // All of them, whatever was counted before: a call that counted may have died before it sent.
  const from = await tell(changes, ports);
  await audit(changes, ports);
  if (ports.alerts) await alert(changes, ports.alerts);
  return from;
}

/** At most this many keys of alerts are remembered, and a batch more; one that is handed on again is told once all the same. */
const HANDED_ON = 10_000;

/** Hands on what alerts tell of the changes, for the executor to dispatch. */
async function alert(changes: readonly RowChange[], { config, queue, handedOn }: Alerts): Promise<void> {
  const messages = new Map(
    changes.flatMap((change) => alertsOf(change, config)).map((each) => [alertKey(each), each]),
  );
  const fresh = [...messages].filter(([key]) => !handedOn.has(key));
  await Promise.all(
    fresh.map(([, message]) =>
      queue.send(messageBody(message), 0, { lane: 'bulk', group: scopeKey(message) }),
    ),
  );
  if (handedOn.size > HANDED_ON) handedOn.clear();
  for (const [key] of fresh) handedOn.add(key);
}

/** Writes the entries of the commands, each once however often it is told, then has those of jobs that are gone go. */
async function audit(changes: readonly RowChange[], { audit: trail }: ProjectorPorts): Promise<void> {
  const records = changes
    .map((change) => change.record ?? recordOf(change))
    .filter((each) => each !== undefined);
  for (const some of pagesOf(records, AT_ONCE)) await Promise.all(some.map((record) => trail.put(record)));
  for (const { before, after } of changes)
    if (before?.commanded && !after) await trail.expire(before.id, endOf(before));
}

/** When a job that is gone ended or was deleted, Unix ms. */
const endOf = ({ deleted_at, updated_at }: JobRow) => deleted_at ?? updated_at;

/** Notes how far the stream is read, and that something of it may be lost: before the changes that say so are counted and do not come again. */
async function note(
  stream: string,
  changes: readonly RowChange[],
  known: Reading | null,
  { stats, clock, telemetry }: ProjectorPorts,
): Promise<void> {
  const moments = changes.flatMap(momentOf);
  if (moments.length === 0) return;
  const read = { stream, first: Math.min(...moments), last: Math.max(...moments) };
  await untilWon('how far the stream is read', async (lost) => {
    const reading = lost === 0 ? known : await stats.reading();
    const next = readOn(reading ?? readUntil(read.first), read, clock.now());
    if (!next) return { won: undefined };
    if (!(await stats.putReading(next))) return undefined;
    if (next.epochs.at(-1) !== reading?.epochs.at(-1))
      telemetry({ type: 'changes-lost', from: next.from ?? 0 });
    return { won: undefined };
  });
}

/** When a change was committed, by the clocks of jobs; of a row that goes nothing says so. */
function momentOf({ before, after, record, at }: RowChange): number[] {
  if (record) return [];
  if (after) return [after.updated_at];
  return before ? [] : [at];
}

/** What one change counts in an hour, or the end of the id by which that hour tells of it. */
type Share = Figures & { sequence: string; end?: string };

async function count(
  shard: string,
  changes: readonly RowChange[],
  epochs: readonly number[],
  { stats }: ProjectorPorts,
): Promise<void> {
  const shares = changes.flatMap((change): Share[] => {
    const { sequence } = change;
    const told = toldOf(change).map((each) => ({ ...each, tally: {}, sequence }));
    return [...figuresOf(change, epochs).map((figures) => ({ ...figures, sequence })), ...told];
  });
  const cells = Map.groupBy(shares, ({ scope, hour }) => `${scopeKey(scope)} ${hour}`);
  for (const cell of cells.values()) await countCell(shard, cell, stats);
}

/** Adds the shares of one hour to its sum, but for those that are in it already. */
async function countCell(shard: string, cell: readonly Share[], stats: StatsStore): Promise<void> {
  let [left, first, last] = [cell, cell[0], cell.at(-1)];
  while (first && last) {
    const { scope, hour } = first;
    const stretch = { scope, hour, shard, first: first.sequence, last: last.sequence };
    const changed = left.flatMap(({ end }) => end ?? []);
    const reached = await stats.count(stretch, sumOf(left.map(({ tally }) => tally)), changed);
    if (reached === undefined) return;
    left = left.filter(({ sequence }) => sequence > reached);
    [first, last] = [left[0], left.at(-1)];
  }
}

async function tell(
  changes: readonly RowChange[],
  { webhooks, deliveries }: ProjectorPorts,
): Promise<string | undefined> {
  if (!changes.some(({ after }) => after?.did?.events)) return undefined;
  const known = await webhooks.recent();
  const told = changes.flatMap((change) =>
    deliveriesOf(change, known).map((delivery) => ({ delivery, sequence: change.sequence })),
  );
  const sent = await deliveries.send(told.map(({ delivery }) => delivery));
  return told[sent]?.sequence;
}
