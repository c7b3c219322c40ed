import type { ITable, WarmThroughput } from 'aws-cdk-lib/aws-dynamodb';
import { outOf } from './bounds.ts';
import type { JwtOptions } from './http-api.ts';
import { LEAST_WITH_POLLERS, laneConcurrency, mostPollers } from './lane-concurrency.ts';
import type { TableCapacity, UnitRange } from './table-capacity.ts';

/** Pollers of each lane of runs that are always there. */
export interface ProvisionedPollers {
  /** Of the queue of quick runs. */
  main: number;
  /** Of the queue of runs whose targets take long. */
  slow: number;
}

/** What pays for much load, and for storms: docs/deploying.md says when. */
export interface ScaleProps {
  /**
   * Units of the table that are paid by the hour, between bounds, for load that is even. A refusal for lack of them is repeated
   * by the engine, and nothing is lost. Default: on demand.
   */
  capacity?: TableCapacity;
  /**
   * Units a second that the table on demand takes from its first second, its indexes the writes; once warmed, it stays so. Default: what AWS gives
   * a new table, 12 000 reads and 4 000 writes.
   */
  warmThroughput?: WarmThroughput;
  /**
   * Pollers of the queues of runs that stand ready, 2 to 200 a lane, for storms. The most follows from `maximumConcurrency`, which is 56 to 10 000
   * then, as each has up to ten batches at work. Default: those that Lambda adds while messages wait.
   */
  provisionedPollers?: ProvisionedPollers;
  /**
   * Whether callers that sign with AWS credentials may also call the dispatch function by a URL of its own, without API Gateway and its price. What
   * is granted by `grantDispatchByUrl` is the whole API. Default false.
   */
  functionUrl?: boolean;
}

/** What the bounds hang on, beside the settings of scale themselves. */
interface Beside {
  maximumConcurrency: number;
  table?: ITable;
  jwt?: JwtOptions;
}

/** More than any account has without asking AWS: 40 000 units a second for one table are its quota by default. */
const MOST_UNITS = 1_000_000;

/** Units a second that AWS gives a new table on demand ("DynamoDB warm throughput" of its guide): less is there anyway. */
const WARM_AT_FIRST = { read: 12_000, write: 4000 };

/** Of those that stand ready, what Lambda takes for one event source. */
const LEAST_POLLERS = 2;
const MOST_POLLERS = 200;

/** Why the settings of scale cannot be so, naming each property, its bound and what came. */
export function scaleMistakes(settings: ScaleProps & Beside): string[] {
  const { capacity, warmThroughput, provisionedPollers, functionUrl, table, jwt } = settings;
  return [
    ...(capacity ? capacityMistakes(capacity) : []),
    ...(capacity && table ? ['capacity is that of a table of its own: leave it out beside table'] : []),
    ...(warmThroughput ? warmMistakes(warmThroughput) : []),
    ...(warmThroughput && table
      ? ['warmThroughput is that of a table of its own: leave it out beside table']
      : []),
    ...(warmThroughput && capacity
      ? ['warmThroughput is that of a table on demand: leave it out beside capacity']
      : []),
    ...(provisionedPollers ? pollerMistakes(provisionedPollers, settings.maximumConcurrency) : []),
    ...(functionUrl && jwt
      ? ['functionUrl is for callers that sign with AWS credentials: leave it out beside jwt']
      : []),
  ];
}

/** The bounds of `maximumConcurrency` where pollers are provisioned. */
export const CONCURRENCY_WITH_POLLERS = [LEAST_WITH_POLLERS, 10_000] as const;

function capacityMistakes({ write, read, targetUtilization = 70 }: TableCapacity): string[] {
  return [
    ...rangeMistakes('capacity.write', write),
    ...rangeMistakes('capacity.read', read),
    ...outOf('capacity.targetUtilization', targetUtilization, 20, 90),
  ];
}

function rangeMistakes(name: string, { min, max }: UnitRange): string[] {
  const mistakes = [...outOf(`${name}.min`, min, 1, MOST_UNITS), ...outOf(`${name}.max`, max, 1, MOST_UNITS)];
  if (mistakes.length > 0 || min <= max) return mistakes;
  return [`${name}.min must be at most ${name}.max, which is ${max}, not ${min}`];
}

function warmMistakes({ readUnitsPerSecond: read, writeUnitsPerSecond: write }: WarmThroughput): string[] {
  if (read === undefined && write === undefined)
    return ['warmThroughput must have readUnitsPerSecond or writeUnitsPerSecond'];
  const mistakes = (name: string, value: number | undefined, least: number) =>
    value === undefined ? [] : outOf(`warmThroughput.${name}`, value, least, MOST_UNITS);
  return [
    ...mistakes('readUnitsPerSecond', read, WARM_AT_FIRST.read),
    ...mistakes('writeUnitsPerSecond', write, WARM_AT_FIRST.write),
  ];
}

function pollerMistakes(pollers: ProvisionedPollers, maximumConcurrency: number): string[] {
  const most = laneConcurrency(maximumConcurrency);
  return (['main', 'slow'] as const).flatMap((lane) =>
    outOf(
      `provisionedPollers.${lane}`,
      pollers[lane],
      LEAST_POLLERS,
      Math.max(LEAST_POLLERS, Math.min(MOST_POLLERS, mostPollers(most[lane]))),
    ),
  );
}
