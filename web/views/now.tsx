import type { ComponentChildren } from 'preact';
import type { Job, JobPage } from '../../contract/job.ts';
import type { RunPage } from '../../contract/run.ts';
import { ductape } from '../api/client.ts';
import { EVERY_MS, useLive } from '../api/live.ts';
import { Upcoming } from '../charts/upcoming.tsx';
import { useHeld } from '../parts/held.ts';
import { Ago, Chip, line, Panel, Time } from '../parts/small.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { addressOf, place } from '../router.ts';
import { now } from '../state/clock.ts';
import { sumsOf } from '../state/problems.ts';
import { currentScope, noteScopes } from '../state/scope.ts';
import { count, counted, percent, took } from '../text/format.ts';
import { isOverdue, nextOf, type Sign, shortId, stateOf, titleOf, troubleOf } from '../text/words.ts';
import { FirstJob } from './first-job.tsx';

/** Jobs that are looked at for what runs next: a page as large as the API has it. */
const LOOKED_AT = 100;
/** What is shown of a list here; the view of jobs has the rest. */
const SHOWN = 8;

interface Overview {
  failing: JobPage;
  running: JobPage;
  planned: JobPage;
  /** What went wrong within a day. */
  wrong: RunPage;
}

/** Whether anything is wrong, what runs, and what runs next. */
export function Now() {
  const scope = currentScope();
  const key = `now ${place.value.query.get('in') ?? ''}`;
  const held = useHeld<Overview>();
  const jobs = useLive<Overview>(
    key,
    async () => {
      const [failing, running, planned, wrong] = await Promise.all([
        ductape.jobs.list({ ...scope, failing: true, limit: 20, consistent: false }),
        ductape.jobs.list({ ...scope, status: 'running', limit: 20, consistent: false }),
        ductape.jobs.list({ ...scope, status: ['scheduled', 'queued'], limit: LOOKED_AT, consistent: false }),
        ductape.jobs.listRuns({ ...scope, from: Math.floor(now.peek() - DAY_MS), limit: 20 }),
      ]);
      noteScopes([...failing.jobs, ...running.jobs, ...planned.jobs]);
      return { failing, running, planned, wrong };
    },
    EVERY_MS.told,
    true,
  );
  return (
    <>
      <h1>Now</h1>
      <Loaded live={jobs} rows={8}>
        {(latest) => {
          const { failing, running, planned, wrong: runs } = held.show(latest);
          const overdue = planned.jobs.filter((job) => isOverdue(job, now.value));
          const ids = new Set(overdue.map(({ id }) => id));
          const wrong = [...overdue, ...failing.jobs.filter(({ id }) => !ids.has(id))];
          const retrying = planned.jobs.filter(
            (job) => job.next_attempt_at !== undefined && !wrong.some(({ id }) => id === job.id),
          );
          const coming = planned.jobs
            .filter((job) => nextOf(job) !== undefined && !ids.has(job.id))
            .sort((a, b) => (nextOf(a) ?? 0) - (nextOf(b) ?? 0));
          return (
            <div {...held.handlers}>
              <Wrong
                jobs={[...wrong, ...retrying]}
                more={failing.cursor !== undefined}
                runs={runs}
                next={coming[0]}
              />
              <Figures />
              <Next jobs={coming} isPart={planned.cursor !== undefined} />
              <Running jobs={running.jobs} more={running.cursor !== undefined} />
            </div>
          );
        }}
      </Loaded>
    </>
  );
}

function Wrong(props: { jobs: readonly Job[]; more: boolean; runs: RunPage; next: Job | undefined }) {
  const { jobs, more, runs, next } = props;
  const all = <a href={addressOf('/problems', { span: '24h' })}>All problems</a>;
  return (
    <Panel title="Needs you" note={`${jobs.length}${more ? '+' : ''}`} aside={all} flush>
      {jobs.length === 0 ? (
        <Empty title="Nothing is wrong now.">
          {next && (
            <p class="t3">
              Next: {line(titleOf(next))} <Ago at={nextOf(next) ?? 0} />.
            </p>
          )}
        </Empty>
      ) : (
        <Rows jobs={jobs.slice(0, SHOWN)} detail={wrongOf} signOf={troubleOf} />
      )}
      <p class="pb foot t3">{within(runs)}</p>
    </Panel>
  );
}

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
  const failures = job.consecutive_failures;
  const runs = job.recurring && failures > 1 ? `The last ${failures} runs failed. ` : '';
  return line(`${runs}${error}`);
}

function Next({ jobs, isPart }: { jobs: readonly Job[]; isPart: boolean }) {
  const note = isPart ? `among the newest ${LOOKED_AT} scheduled jobs` : counted(jobs.length, 'job');
  return (
    <Panel title="What runs next" note={note} flush>
      {jobs.length === 0 ? (
        <FirstJob />
      ) : (
        <>
          <div class="pb">
            <Upcoming jobs={jobs} now={now.value} />
          </div>
          <Rows
            jobs={jobs.slice(0, SHOWN)}
            detail={(job) => {
              const at = nextOf(job);
              return at === undefined ? '–' : <Time at={at} />;
            }}
          />
        </>
      )}
    </Panel>
  );
}

function Running({ jobs, more }: { jobs: readonly Job[]; more: boolean }) {
  return (
    <Panel title="Running" note={`${jobs.length}${more ? '+' : ''} for over 5 s`} flush>
      {jobs.length === 0 ? (
        <Empty title="No run takes long now." />
      ) : (
        <Rows
          jobs={jobs.slice(0, SHOWN)}
          detail={(job) =>
            job.runs?.map(({ number, attempt, attempts, started_at, lost }) => (
              <p key={number}>
                run {number}
                {attempts > 1 && `, attempt ${attempt} of ${attempts}`} since <Time at={started_at} />
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
}) {
  const { jobs, detail, signOf = stateOf } = props;
  return (
    <ul class="rows">
      {jobs.map((job) => (
        <li key={job.id}>
          <Chip {...signOf(job, now.value)} />
          <span>
            <a href={addressOf(`/jobs/${job.id}`)} data-row>
              {line(titleOf(job))}
            </a>{' '}
            <span class="mono t3">{shortId(job.id)}</span>
          </span>
          <span class="sub detail">{detail(job)}</span>
        </li>
      ))}
    </ul>
  );
}

const DAY_MS = 86_400_000;

function Figures() {
  const scope = currentScope();
  const stats = useLive(
    `day ${place.value.query.get('in') ?? ''}`,
    () => ductape.jobs.getStats({ ...scope, from: Math.floor(now.peek() - DAY_MS) }),
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
