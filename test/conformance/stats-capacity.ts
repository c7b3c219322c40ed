import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoJobStore } from '../../adapters/aws/dynamo-job-store.ts';
import { DynamoStatsStore } from '../../adapters/aws/dynamo-stats-store.ts';
import { DynamoTable } from '../../adapters/aws/dynamo-table.ts';
import { newJobId } from '../../core/jobs/job-id.ts';
import type { Ports } from '../../core/ports/ports.ts';
import { readStats } from '../../core/stats/read-stats.ts';
import { HOUR } from '../../core/time/units.ts';
import { type ProjectorPorts, project } from '../../core/usecases/project/project.ts';
import { PATIENT } from '../adapters/aws/patiences.ts';
import { consumedBy } from './list-capacity.ts';
import { MovableClock } from './movable-clock.ts';
import { newRow, newScope } from './samples.ts';
import { RETENTION, TABLE_NAME } from './stores.ts';

const AT_ONCE = 50;

/** Read units that statistics took, and how many jobs they told of. */
interface StatsCost {
  units: number;
  total: number;
}

/** Has a number of dispatches counted, and measures what statistics of all time and of a day read. */
export async function statsCost(
  client: DynamoDBClient,
  count: number,
): Promise<{ ever: StatsCost; day: StatsCost }> {
  const scope = newScope();
  const clock = new MovableClock();
  const table = new DynamoTable(client, TABLE_NAME, PATIENT);
  const stats = new DynamoStatsStore(table);
  // Only these are reached.
  const webhooks = { recent: async () => [] };
  const deliveries = { send: async () => 0 };
  const jobs = new DynamoJobStore(table, clock, RETENTION);
  const known = async () => null;
  const ports = { jobs, stats, clock, webhooks, deliveries, known } as unknown as Ports & ProjectorPorts;
  const began = clock.now();
  for (let done = 0; done < count; done += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - done) }, (_, n) => ({
      sequence: String(done + n + 1).padStart(40, '0'),
      at: began,
      after: { ...newRow(scope, { updated_at: began }), id: newJobId(began, Math.random) },
    }));
    await project({ stream: 'stream', shard: 'shard' }, some, ports);
  }
  clock.move(3 * HOUR);

  const meter = consumedBy(client);
  const cost = async (filter: { from?: number; to?: number }): Promise<StatsCost> => {
    const before = meter.units;
    const { total } = await readStats(filter, [scope], ports);
    return { units: meter.units - before, total };
  };
  const costs = { ever: await cost({}), day: await cost({ from: began - 12 * HOUR, to: began + 12 * HOUR }) };
  meter.stop();
  return costs;
}
