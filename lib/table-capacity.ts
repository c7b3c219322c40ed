import {
  BillingMode,
  type GlobalSecondaryIndexProps,
  type Table,
  type TableProps,
  type WarmThroughput,
} from 'aws-cdk-lib/aws-dynamodb';
import { Table as Names } from '../adapters/aws/table.ts';

/** Units a second: as many as are always paid, and the most that auto-scaling adds up to. */
export interface UnitRange {
  min: number;
  max: number;
}

/** Provisioned capacity that follows the load. */
export interface TableCapacity {
  /** Of the table; each index scales by itself up to the same most. */
  write: UnitRange;
  read: UnitRange;
  /** Share of the units in use that auto-scaling keeps to, percent, 20 to 90. Default 70. */
  targetUtilization?: number;
}

export interface ThroughputProps {
  /** Default: on demand. */
  capacity?: TableCapacity | undefined;
  /** Of a table on demand. */
  warmThroughput?: WarmThroughput | undefined;
}

type Index = keyof typeof Names.indexes;

/** An index's share of the table's least: jobs change their status as often as their rows, few last for seconds, few fail. */
const LEAST_SHARE: Record<Index, number> = { byStatus: 1, byOverdue: 0.5, byRunning: 0.1, byFailing: 0.1 };

/** How the table itself is paid for. */
export function tableThroughput({ capacity, warmThroughput }: ThroughputProps): Partial<TableProps> {
  if (capacity) return { billingMode: BillingMode.PROVISIONED, ...leastOf(capacity, 1) };
  // Load follows the jobs' schedules: idle for minutes, then everything at nine o'clock.
  return { billingMode: BillingMode.PAY_PER_REQUEST, ...(warmThroughput && { warmThroughput }) };
}

/** The same of an index: it takes as many writes as the table in a storm, and few reads. */
export function indexThroughput(
  index: Index,
  { capacity, warmThroughput: warm }: ThroughputProps,
): Partial<GlobalSecondaryIndexProps> {
  if (capacity) return leastOf(capacity, LEAST_SHARE[index]);
  if (warm?.writeUnitsPerSecond === undefined) return {};
  return { warmThroughput: { writeUnitsPerSecond: warm.writeUnitsPerSecond } };
}

/** Lets the capacity of the table and of each index follow the load. */
export function scaleWithLoad(table: Table, { write, read, targetUtilization = 70 }: TableCapacity): void {
  const keep = { targetUtilizationPercent: targetUtilization };
  table.autoScaleWriteCapacity(rangeOf(write, 1)).scaleOnUtilization(keep);
  table.autoScaleReadCapacity(rangeOf(read, 1)).scaleOnUtilization(keep);
  for (const [index, share] of Object.entries(LEAST_SHARE) as [Index, number][]) {
    const { name } = Names.indexes[index];
    table.autoScaleGlobalSecondaryIndexWriteCapacity(name, rangeOf(write, share)).scaleOnUtilization(keep);
    table.autoScaleGlobalSecondaryIndexReadCapacity(name, rangeOf(read, share)).scaleOnUtilization(keep);
  }
}

function leastOf({ write, read }: TableCapacity, share: number) {
  return {
    writeCapacity: rangeOf(write, share).minCapacity,
    readCapacity: rangeOf(read, share).minCapacity,
  };
}

function rangeOf({ min, max }: UnitRange, share: number) {
  return { minCapacity: Math.ceil(min * share), maxCapacity: max };
}
