import { UNIT_PRICES as PRICES } from '../core/schedule/price.ts';
import type { Call } from './counting-proxy.ts';

const READS = /Get|Query|Scan/;

/** What each of `per` jobs or runs took of each operation: capacity units of DynamoDB, calls of all else. */
export function amountsOf(mine: readonly Call[], per: number): Record<string, number> {
  const sum = new Map<string, number>();
  for (const { operation, share, units } of mine) {
    const amount = operation.startsWith('DynamoDB') ? units : share;
    sum.set(operation, (sum.get(operation) ?? 0) + amount);
  }
  return Object.fromEntries([...sum].map(([name, amount]) => [name, Number((amount / per).toFixed(4))]));
}

/** Calls of the table, the queue and the scheduler for each of `per` jobs or runs: those that the functions make, and the queue's own. */
export function callsOf(mine: readonly Call[], per: number): string {
  const made = mine.filter(({ operation }) => /^(DynamoDB|SQS|Scheduler)/.test(operation));
  return (made.reduce((sum, { share }) => sum + share, 0) / per).toFixed(1);
}

/** What the amounts of operations cost a million times, USD. */
export function usdPerMillion(each: Record<string, number>): number {
  const price = Object.entries(each).reduce((total, [name, amount]) => total + amount * priceOf(name), 0);
  return Number((price * 1e6).toFixed(2));
}

function priceOf(operation: string): number {
  if (operation.startsWith('DynamoDB')) return READS.test(operation) ? PRICES.readUnit : PRICES.writeUnit;
  if (operation.startsWith('SQS')) return PRICES.sqsRequest;
  if (operation === 'Lambda.Invoke') return PRICES.lambdaRequest;
  if (operation === 'Lambda.GbSeconds') return PRICES.lambdaGbSecond;
  if (operation === 'Scheduler.Invocation') return PRICES.schedulerInvocation;
  if (operation === 'Logs.Kilobyte') return PRICES.logKilobyte;
  // Creating and deleting schedules is free.
  return operation === 'HttpApi.Request' ? PRICES.httpApiRequest : 0;
}
