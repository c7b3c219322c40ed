import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoHistoryStore } from '../../adapters/aws/dynamo-history-store.ts';
import { DynamoHoldStore, RecentHolds } from '../../adapters/aws/dynamo-hold-store.ts';
import { DynamoJobStore } from '../../adapters/aws/dynamo-job-store.ts';
import { DynamoRunStore } from '../../adapters/aws/dynamo-run-store.ts';
import { DynamoStatsStore } from '../../adapters/aws/dynamo-stats-store.ts';
import { DynamoTable } from '../../adapters/aws/dynamo-table.ts';
import { filterSchema, runFilterSchema } from '../../core/input/job-filter.ts';
import { newJobId } from '../../core/jobs/job-id.ts';
import type { RowChange } from '../../core/jobs/row-change.ts';
import { everything } from '../../core/jobs/scope.ts';
import type { Ports } from '../../core/ports/ports.ts';
import { readStats } from '../../core/stats/read-stats.ts';
import { HOUR, MINUTE } from '../../core/time/units.ts';
import { pollChanges } from '../../core/usecases/manage/poll-changes.ts';
import { getHistory } from '../../core/usecases/manage/read-history.ts';
import { getJob, getJobUnless, listJobs } from '../../core/usecases/manage/read-jobs.ts';
import { listRuns } from '../../core/usecases/manage/read-runs.ts';
import { type ProjectorPorts, project } from '../../core/usecases/project/project.ts';
import { PATIENT } from '../adapters/aws/patiences.ts';
import { consumedBy } from './list-capacity.ts';
import { newRow, newScope } from './samples.ts';
import { RETENTION, TABLE_NAME } from './stores.ts';

/** Jobs of the scope that is looked at, half of them failed. */
const JOBS = 200;

/** What the dashboard asks for, and the read units that it takes. */
export async function dashboardCost(client: DynamoDBClient): Promise<Record<string, number>> {
  const scope = newScope();
  const began = Math.floor(Date.now() / HOUR) * HOUR + 20 * MINUTE;
  let now = began;
  const clock = { now: () => now, sleepUntil: async () => undefined };
  const table = new DynamoTable(client, TABLE_NAME, PATIENT);
  const ports = {
    jobs: new DynamoJobStore(table, clock, RETENTION),
    history: new DynamoHistoryStore(table, clock, RETENTION),
    runs: new DynamoRunStore(table, clock, RETENTION, 1),
    holds: new DynamoHoldStore(table, new RecentHolds(table, clock)),
    stats: new DynamoStatsStore(table),
    clock,
    webhooks: { recent: async () => [] },
    deliveries: { send: async () => 0 },
    known: async () => null,
  } as unknown as Ports & ProjectorPorts;
  const ids: string[] = [];
  for (let n = 0; n < JOBS; n += 1) {
    const id = newJobId(began - JOBS + n, Math.random);
    const failed = n % 2 === 0;
    const after = newRow(scope, {
      id,
      updated_at: began,
      ...(failed && { last_outcome: { status: 'failed', at: began, code: 'TIMEOUT' } }),
    });
    await ports.jobs.create(after);
    const did = {
      events: [{ event: 'job.failed' as const, error: { code: 'TIMEOUT', message: 'no answer' } }],
      ended: [
        { at: began, ok: false, attempts: 3, failed: { number: 1, occurrence: began, completed_at: began } },
      ],
    };
    const change: RowChange = {
      sequence: String(n + 1).padStart(40, '0'),
      at: began,
      after: failed ? { ...after, did } : after,
    };
    await project({ stream: 'stream', shard: 'shard' }, [change], ports);
    ids.push(id);
  }
  const first = await pollChanges(undefined, [scope], ports);
  const job = await getJob(ids.at(-1) ?? '', everything, ports);
  const jobs = (query: Record<string, string>) => listJobs(filterSchema.parse(query), [scope], ports);
  const stale = { consistent: 'false' };
  const asked: Record<string, () => Promise<unknown>> = {
    'a poll of changes, with the holds': () => {
      now += MINUTE;
      return pollChanges(undefined, [scope], ports);
    },
    'a job that is as it was': () => getJobUnless(job.version ?? '', job.id, everything, ports),
    'ten jobs that changed, by their ids': () => jobs({ ids: ids.slice(0, 10).join(','), ...stale }),
    'the first page of jobs again': () => jobs({ limit: '100', ...stale }),
    'Now: failing, running and planned jobs': async () => {
      await jobs({ failing: 'true', limit: '20', ...stale });
      await jobs({ status: 'running', limit: '20', ...stale });
      await jobs({ status: 'scheduled,queued', limit: '100', ...stale });
    },
    'Problems, the first page': () => listRuns(runFilterSchema.parse({ limit: '100' }), [scope], ports),
    'a history': () => getHistory(job.id, { limit: 50 }, everything, ports),
    'figures of a day': () => readStats({ from: began - 24 * HOUR }, [scope], ports),
  };
  const meter = consumedBy(client);
  const costs: Record<string, number> = {};
  for (const [what, ask] of Object.entries(asked)) {
    const before = meter.units;
    await ask();
    costs[what] = meter.units - before;
  }
  meter.stop();
  if (first.more) throw new Error('a first poll tells of nothing');
  return costs;
}

/** Prices at us-east-1, USD a million: a read unit, and a request of the API with its function's time and logs. */
const [READ, REQUEST] = [0.125, 1.25];

const MONTH_S = 30 * 86_400;

/** What tabs of the dashboard cost in a month. @param everyS between two polls @param busy looks at ten jobs that changed, a minute */
export function monthOf(costs: Record<string, number>, tabs: number, everyS: number, busy: number): number {
  const polls = (tabs * MONTH_S) / everyS;
  const looks = (tabs * busy * MONTH_S) / 60;
  const units =
    polls * (costs['a poll of changes, with the holds'] ?? 0) +
    looks * (costs['ten jobs that changed, by their ids'] ?? 0);
  return (units * READ + (polls + looks) * REQUEST) / 1_000_000;
}
