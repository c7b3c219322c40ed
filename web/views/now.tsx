import type { ComponentChildren } from 'preact';
import type { Job, JobPage } from '../../contract/job.ts';
import type { RunPage, WrongRun } from '../../contract/run.ts';
import type { Upcoming, UpcomingJob } from '../../contract/upcoming.ts';
import { ductape } from '../api/client.ts';
import { EVERY_MS, useLive } from '../api/live.ts';
import { useHeld } from '../parts/held.ts';
import { Ago, Chip, line, Panel, Time } from '../parts/small.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { addressOf, place } from '../router.ts';
import { now, nowRead } from '../state/clock.ts';
import { sumsOf } from '../state/problems.ts';
import { runAddress } from '../state/runs.ts';
import { currentScope } from '../state/scope.ts';
import { count, counted, percent, took } from '../text/format.ts';
import { isOverdue, nextOf, type Sign, shortId, stateOf, titleOf, troubleOf } from '../text/words.ts';
import { Remedy } from './remedy.tsx';
import { firstOf, Next } from './upcoming.tsx';

/** Jobs that are looked at of each list. */
const LOOKED_AT = 20;
const DAY_MS = 86_400_000;
/** What is shown of a list here; the view of jobs has the rest. */
const SHOWN = 8;

interface Overview {
  overdue: readonly Job[];
  failing: JobPage;
  retrying: readonly Job[];
  running: JobPage;
  upcoming: Upcoming;
  /** What is due first within a day, where nothing is within an hour. */
  later: UpcomingJob | undefined;
  /** Whether there is any job at all. */
  isAny: boolean;
  /** What went wrong within a day. */
  wrong: RunPage;
}

async function look(scope: ReturnType<typeof currentScope>): Promise<Overview> {
  const stale = { ...scope, consistent: false } as const;
  const [overdue, failing, running, upcoming, wrong] = await Promise.all([
    ductape.jobs.list({ ...scope, overdue: true, limit: LOOKED_AT }),
    ductape.jobs.list({ ...stale, failing: true, limit: LOOKED_AT }),
    ductape.jobs.list({ ...stale, status: 'running', limit: LOOKED_AT }),
    ductape.jobs.listUpcoming({ ...scope, limit: 100 }),
    nowRead().then((at) => ductape.jobs.listRuns({ ...scope, from: at - DAY_MS, limit: LOOKED_AT })),
  ]);
  const ids = upcoming.jobs.flatMap(({ id, retry_at }) => (retry_at === undefined ? [] : [id])).slice(0, 24);
  const retrying = ids.length === 0 ? [] : (await ductape.jobs.list({ ...stale, ids })).jobs;
  const isAny = upcoming.jobs.length > 0 || (await ductape.jobs.list({ ...stale, limit: 1 })).jobs.length > 0;
  const to = (await nowRead()) + DAY_MS - 60_000;
  const [later] =
    isAny && upcoming.jobs.length === 0
      ? (await ductape.jobs.listUpcoming({ ...scope, to, limit: 1 })).jobs
      : [];
  return { overdue: overdue.jobs, failing, retrying, running, upcoming, later, isAny, wrong };
}

/** Whether anything is wrong, what runs, and what runs next. */
export function Now() {
  const scope = currentScope();
  const key = `now ${place.value.query.get('in') ?? ''}`;
  const held = useHeld<Overview>();
  const jobs = useLive<Overview>(key, () => look(scope), EVERY_MS.told, true);
  return (
    <>
      <h1>Now</h1>
      <Loaded live={jobs} rows={8}>
        {(latest) => {
          const { overdue, failing, retrying, running, upcoming, later, isAny, wrong } = held.show(latest);
          const all = new Map([...retrying, ...failing.jobs, ...overdue].map((job) => [job.id, job]));
          // Of each kind some are among those that are shown.
          const first = [...overdue, ...failing.jobs.slice(0, SHOWN / 2), ...retrying.slice(0, SHOWN / 4)];
          const order = [...first, ...failing.jobs, ...retrying].map(({ id }) => id);
          const needing = [...new Set(order)].flatMap((id) => all.get(id) ?? []);
          return (
            <div {...held.handlers}>
              <Wrong
                jobs={needing}
                more={failing.cursor !== undefined}
                runs={wrong}
                next={upcoming.jobs[0] ?? later}
              />
              <Figures />
              <Next upcoming={upcoming} later={later} isAny={isAny} />
              <Running jobs={running.jobs} more={running.cursor !== undefined} />
            </div>
          );
        }}
      </Loaded>
    </>
  );
}

function Wrong(props: { jobs: readonly Job[]; more: boolean; runs: RunPage; next: UpcomingJob | undefined }) {
  const { jobs, more, runs, next } = props;
  const all = <a href={addressOf('/problems', { span: '24h' })}>All problems</a>;
  return (
    <Panel title="Needs you" subtitle={shownOf(jobs.length, more)} aside={all} flush>
      {jobs.length === 0 ? (
        <Empty title="Nothing is wrong now.">
          {next && (
            <p class="t3">
              Next: {line(next.name ?? next.target)} <Ago at={firstOf(next)} />.
            </p>
          )}
        </Empty>
      ) : (
        <Rows jobs={jobs.slice(0, SHOWN)} detail={wrongOf} signOf={troubleOf} wrong={runs.runs} hasRemedy />
      )}
      <p class="pb foot t3">{within(runs)}</p>
    </Panel>
  );
}

/** How many there are, and where not all are shown how many of them are. */
const shownOf = (jobs: number, more: boolean, what = '') =>
  `${jobs > SHOWN ? `${SHOWN} of ` : ''}${jobs}${more ? '+' : ''} ${what}`.trim();

/** What went wrong within a day, also of jobs that are well again. */
function within({ runs, cursor }: RunPage): string {
  if (runs.length === 0) return 'Nothing failed, was missed or was skipped within 24 hours.';
  return `Within 24 hours: ${sumsOf(runs, cursor === undefined)}`;
}

/** What is wrong with a job, as far as its row says it. */
function wrongOf(job: Job): ComponentChildren {
  const next = nextOf(job);
  const error = job.last_error ? `${job.last_error.code}: ${job.last_error.message}` : '';
  if (isOverdue(job, now.value) && next !== undefined)
    return (
      <>
        was due <Time at={next} />
      </>
    );
  if (job.next_attempt_at !== undefined && job.next_attempt_at === next)
    return (
      <>
        attempt {job.retry_count + 1} of {job.retries + 1} <Time at={next} /> {line(error)}
      </>
    );
  const { consecutive_failures: failures, last_outcome: last } = job;
  const runs = job.recurring && failures > 1 ? `The last ${failures} runs failed. ` : '';
  const attempts = job.retry_count > 0 ? `, ${job.retry_count + 1} attempts` : '';
  return (
    <>
      {line(`${runs}${error}${attempts}`)} {last && <Ago at={last.at} />}
    </>
  );
}

function Running({ jobs, more }: { jobs: readonly Job[]; more: boolean }) {
  return (
    <Panel title="Running" subtitle={shownOf(jobs.length, more, 'for over 5 s')} flush>
      {jobs.length === 0 ? (
        <Empty title="No run takes long now." />
      ) : (
        <Rows
          jobs={jobs.slice(0, SHOWN)}
          detail={(job) =>
            job.runs?.map(({ number, attempt, attempts, started_at, lost }) => (
              <p key={number}>
                run {number} since <Time at={started_at} />
                {attempts > 1 && `, attempt ${attempt} of ${attempts}`}
                {lost !== undefined && `, its worker was lost ${counted(lost, 'time')}`}
              </p>
            ))
          }
        />
      )}
    </Panel>
  );
}

function Rows(props: {
  jobs: readonly Job[];
  detail: (job: Job) => ComponentChildren;
  signOf?: (job: Job, now: number) => Sign;
  /** Executions that went wrong, of which a job's latest is what it is here for. */
  wrong?: readonly WrongRun[];
  hasRemedy?: boolean;
}) {
  const { jobs, detail, signOf = stateOf, wrong = [], hasRemedy } = props;
  const hrefOf = ({ id, runs = [] }: Job) => {
    const run =
      runs.find(({ attempt }) => attempt > 1) ?? wrong.find(({ job_id }) => job_id === id) ?? runs[0];
    return run ? runAddress(id, run.occurrence) : addressOf(`/jobs/${id}`);
  };
  return (
    <ul class={hasRemedy ? 'rows remedies' : 'rows'}>
      {jobs.map((job) => (
        <li key={job.id}>
          <Chip {...signOf(job, now.value)} />
          <span>
            <a href={hrefOf(job)} data-row>
              {line(titleOf(job))}
            </a>{' '}
            <span class="mono t3">{shortId(job.id)}</span>
          </span>
          <span class="sub detail">{detail(job)}</span>
          {hasRemedy && <Remedy job={job} />}
        </li>
      ))}
    </ul>
  );
}

function Figures() {
  const scope = currentScope();
  const stats = useLive(
    `day ${place.value.query.get('in') ?? ''}`,
    async () => ductape.jobs.getStats({ ...scope, from: (await nowRead()) - DAY_MS }),
    EVERY_MS.figures,
  );
  return (
    <Loaded live={stats} rows={1}>
      {({ completed, failed, scheduled, paused, lag_ms: lag, success_rate: rate }) => (
        <dl class="tiles">
          <Tile name="Completed, 24 h" value={count(completed)} />
          <Tile
            name="Failed, 24 h"
            value={count(failed)}
            more={completed + failed === 0 ? undefined : percent(1 - rate)}
          />
          <Tile name="Scheduled now" value={count(scheduled)} />
          <Tile name="Paused now" value={count(paused)} />
          <Tile
            name="Lag p50 · p99, 24 h"
            value={completed + failed === 0 ? '–' : `${took(lag.p50)} · ${took(lag.p99)}`}
          />
        </dl>
      )}
    </Loaded>
  );
}

function Tile({ name, value, more }: { name: string; value: string; more?: string | undefined }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value} {more !== undefined && <small class="t3">{more}</small>}
      </dd>
    </div>
  );
}
