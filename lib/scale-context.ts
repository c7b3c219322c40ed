import type { WarmThroughput } from 'aws-cdk-lib/aws-dynamodb';
import { defined } from '../contract/plain-data.ts';
import type { ProvisionedPollers } from './scale-props.ts';
import type { TableCapacity } from './table-capacity.ts';

type Pair = [number, number];

/** Capacity of the table by the context, if any is given. @throws Error naming the option that is missing */
export function capacityOf(
  write: Pair | undefined,
  read: Pair | undefined,
  targetUtilization: number | undefined,
): TableCapacity | undefined {
  if (write && read) {
    return { write: rangeOf(write), read: rangeOf(read), ...defined({ targetUtilization }) };
  }
  if (write) throw new Error('Context option writeCapacity needs readCapacity beside it.');
  if (read) throw new Error('Context option readCapacity needs writeCapacity beside it.');
  if (targetUtilization === undefined) return undefined;
  throw new Error('Context option targetUtilization needs writeCapacity and readCapacity beside it.');
}

/** Units a second that the table is warmed for, if any are given. */
export function warmThroughputOf(
  writeUnitsPerSecond: number | undefined,
  readUnitsPerSecond: number | undefined,
): WarmThroughput | undefined {
  if (writeUnitsPerSecond === undefined && readUnitsPerSecond === undefined) return undefined;
  return defined({ writeUnitsPerSecond, readUnitsPerSecond });
}

/** Pollers of the lanes of runs, if any are given. */
export function pollersOf(pair: Pair | undefined): ProvisionedPollers | undefined {
  return pair && { main: pair[0], slow: pair[1] };
}

function rangeOf([min, max]: Pair) {
  return { min, max };
}
