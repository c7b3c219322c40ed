import type { History } from '../../contract/job.ts';
import type { Stats } from '../../contract/stats.ts';
import { runIdentity } from '../../core/jobs/row.ts';
import { percentile } from '../measure.ts';
import { type Account, accountOf, type Known } from './account.ts';

/** All that was found out. */
export interface Findings {
  /** Every job as it was at rest. */
  known: Map<string, Known & { totals: Pick<History, 'successful_executions' | 'failed_executions'> }>;
  /** When all was at rest, Unix ms. */
  rest: number;
  /** Jobs of which something was not over in time. */
  unsettled: Map<string, Account>;
  stats: Stats;
  /** How often the target was called for each run. */
  calls: Map<string, number>;
  growth: { kind: string; first: number; last: number; flat: boolean }[];
  say: (line: string) => void;
}

/** What is to be said of the soak. */
export interface Verdict {
  /** What is not accounted for; empty when all is well. */
  faults: string[];
  /** Jobs of which something was not over in time, though it is accounted for. */
  unsettled: number;
  runs: number;
  skipped: number;
  /** Calls of the target beyond the attempts that were noted: of workers that were lost in the middle. */
  repeated: number;
}

/** Accounts for every job, holds the statistics and the target's calls against it, and says all figures. */
export function judge(findings: Findings): Verdict {
  const { known, rest, unsettled, stats, calls, growth, say } = findings;
  const faults: string[] = [];
  const accounts = [...known].map(([id, each]) => {
    const account = accountOf(each, rest);
    faults.push(...account.faults.map((fault) => `${id} ${describe(each)}: ${fault}`));
    return account;
  });
  const executions = [...known].flatMap(([id, each]) =>
    each.executions.map((entry) => ({ id, each, ...entry })),
  );
  const ended = executions.filter(({ status }) => status !== 'skipped');

  const inFlight = sum(accounts.map((account) => account.inFlight));
  for (const status of ['completed', 'failed'] as const) {
    const entries = ended.filter((run) => run.status === status).length;
    const field = status === 'completed' ? 'successful_executions' : 'failed_executions';
    const rows = sum([...known.values()].map(({ totals }) => totals[field]));
    say(`${status}: statistics ${stats[status]}, sum over the jobs ${rows}, in the histories ${entries}`);
    // A run in flight may be noted already, where its worker died just before the commit.
    if (Math.abs(stats[status] - rows) > inFlight || Math.abs(entries - rows) > inFlight)
      faults.push(`${status} runs are counted differently`);
  }
  if (stats.total !== known.size) faults.push(`${known.size} jobs are ${stats.total} in the statistics`);

  const callsOf = ({ id, occurrence }: { id: string; occurrence: number }) =>
    calls.get(runIdentity(id, occurrence)) ?? 0;
  const unseen = ended.filter((run) => run.status === 'completed' && callsOf(run) === 0);
  if (unseen.length > 0) faults.push(`${unseen.length} completed runs were never seen by the target`);
  const identities = new Set(ended.map(({ id, occurrence }) => runIdentity(id, occurrence)));
  const unknown = [...calls.keys()].filter((identity) => !identities.has(identity));
  if (unknown.length > inFlight)
    faults.push(
      `${unknown.length} calls of the target are of runs that no job knows, in flight ${inFlight}: ${unknown.slice(0, 5)}`,
    );
  const repeated = sum(ended.map((run) => Math.max(0, callsOf(run) - run.attempts)));

  const skipped = sum(accounts.map((account) => account.skipped));
  const due = sum(accounts.map((account) => account.due.length));
  const runs = sum(accounts.map((account) => account.runs));
  say(
    `occurrences: run ${runs}, skipped ${skipped}, in flight ${inFlight}, still due ${due}, due when cancelled ${sum(accounts.map((account) => account.cancelled))}; runs beside the schedules ${sum(accounts.map((account) => account.triggered))}`,
  );
  say(`skipped stretches: ${tell(executions.map(({ reason }) => reason))}`);
  say(`failed: ${tell(ended.map(({ error }) => error?.code))}`);
  say(`calls of the target ${sum([...calls.values()])}, repeated after a lost worker ${repeated}`);
  for (const precision of ['second', 'minute'] as const) {
    const lags = ended.flatMap(({ each, lag_ms }) =>
      each.schedule.precision === precision && lag_ms !== undefined ? [lag_ms] : [],
    );
    say(`lag of ${precision} precision: p50 ${percentile(lags, 50)} ms  p99 ${percentile(lags, 99)} ms`);
  }
  for (const { kind, first, last, flat } of growth)
    say(
      `memory of ${kind}: ${first} MB on average in the first third, ${last} MB in the last${flat ? '' : ', NOT FLAT'}`,
    );
  for (const [id, account] of [...unsettled].slice(0, 10))
    say(
      `not over in time: ${id} due ${account.due.length} in flight ${account.inFlight} ${account.faults.join('; ')}`,
    );
  for (const fault of faults.slice(0, 50)) say(`FAULT ${fault}`);
  const flat = growth.every((each) => each.flat);
  say(
    `verdict: ${faults.length === 0 ? 'every occurrence accounted for' : `${faults.length} FAULTS`}, ${unsettled.size} jobs not settled in time, memory ${flat ? 'flat' : 'NOT FLAT'}`,
  );
  return { faults, unsettled: unsettled.size, runs, skipped, repeated };
}

function describe({ schedule, job }: Known): string {
  const { kind, overlap, missed, precision, limit, end } = schedule;
  const period = kind === 'every' ? schedule.every : `${schedule.cron} ${schedule.tz}`;
  return `(${period}, overlap ${overlap}, missed ${missed}, ${precision}, limit ${limit}, end ${end}, ${job.status})`;
}

/** How often each value is there. */
function tell(values: readonly (string | undefined)[]): string {
  const counts = new Map<string, number>();
  for (const value of values) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => `${value} ${count}`).join(', ') || 'none';
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
