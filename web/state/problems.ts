import type { Namespace } from '../../contract/namespaces.ts';
import type { RunFilter, WrongOutcome, WrongRun } from '../../contract/run.ts';
import { count, counted } from '../text/format.ts';
import { outcomeOf, type Sign } from '../text/words.ts';

const HOUR = 3_600_000;

/** Times that problems are shown of, ending now; the last one is all that is kept. */
export const SPANS: readonly (readonly [name: string, words: string, ms: number | undefined])[] = [
  ['1h', 'the last hour', HOUR],
  ['24h', 'the last 24 hours', 24 * HOUR],
  ['7d', 'the last 7 days', 7 * 24 * HOUR],
  ['all', 'all that is kept', undefined],
];

const [, , WEEK] = SPANS;

/** What an address asks for, from when on by `now`, Unix ms; what can be none goes to the API, which says so. */
export function problemsIn(query: URLSearchParams, now: number): RunFilter {
  const text = (name: string) => query.get(name) || undefined;
  const outcome = text('outcome') as WrongOutcome | undefined;
  const namespace = text('namespace') as Namespace | undefined;
  const error = text('error');
  const ms = spanIn(query)[2];
  return {
    ...(outcome && { outcome }),
    ...(namespace && { namespace }),
    ...(error && { error }),
    ...(ms !== undefined && { from: Math.floor(now - ms) }),
  };
}

/** The time that an address asks for: seven days unless it says one. */
export const spanIn = (query: URLSearchParams) =>
  SPANS.find(([name]) => name === query.get('span')) ?? WEEK ?? (['all', '', undefined] as const);

/** What went wrong with a job, for one reason. */
export interface Cause {
  /** The code of the error, or why occurrences were skipped. */
  text: string;
  sign: Sign;
  count: number;
  /** The latest one. */
  last: WrongRun;
}

/** What went wrong with a job, the latest first. */
export interface Problem {
  last: WrongRun;
  causes: Cause[];
}

/** Executions that went wrong by their jobs and in each by what was the cause; all in the order of their latest. */
export function byJob(runs: readonly WrongRun[]): Problem[] {
  const jobs = Map.groupBy(runs, ({ job_id }) => job_id);
  return [...jobs.values()].flatMap(([last, ...others]) =>
    last ? [{ last, causes: byCause([last, ...others]) }] : [],
  );
}

/** The same executions by their cause alone. */
export function byCause(runs: readonly WrongRun[]): Cause[] {
  const causes = Map.groupBy(runs, ({ outcome, error, reason }) => `${outcome} ${error?.code ?? reason}`);
  return [...causes.values()].flatMap((some) => {
    const [last] = some;
    if (!last) return [];
    const { why, ...sign } = signOf(last);
    const count = some.reduce((sum, run) => sum + (run.count ?? 1), 0);
    return [{ text: last.error?.code ?? why ?? last.outcome, sign, count, last }];
  });
}

/** How an execution that went wrong is shown. */
export const signOf = ({ outcome, reason, attempts, number, occurrence }: WrongRun) =>
  outcomeOf({
    status: outcome === 'failed' ? 'failed' : 'skipped',
    attempts,
    number,
    occurrence,
    ...(reason && { reason }),
  });

/** How many occurrences went how wrong, in words. @param isWhole whether there are no more */
export function sumsOf(runs: readonly WrongRun[], isWhole: boolean): string {
  const of = (outcome: WrongRun['outcome']) =>
    runs.reduce((sum, run) => sum + (run.outcome === outcome ? (run.count ?? 1) : 0), 0);
  const told = `${counted(of('failed'), 'run')} failed, ${count(of('missed'))} missed and ${count(of('skipped'))} skipped.`;
  return isWhole ? told : `of the newest ${count(runs.length)}: ${told}`;
}
