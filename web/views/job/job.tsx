import { useRef } from 'preact/hooks';
import type { Job as JobData } from '../../../contract/job.ts';
import { ductape } from '../../api/client.ts';
import { EVERY_MS, useLive } from '../../api/live.ts';
import { CopyButton, Data } from '../../parts/data.tsx';
import { block, Code, Fact, line, Panel, StateChip, Time } from '../../parts/small.tsx';
import { Loaded } from '../../parts/states.tsx';
import { addressOf, place } from '../../router.ts';
import { now } from '../../state/clock.ts';
import { openRun } from '../../state/runs.ts';
import { interval } from '../../text/format.ts';
import { sentenceOf } from '../../text/sentence.ts';
import { titleOf } from '../../text/words.ts';
import { Actions } from './actions.tsx';
import { ChangesOfJob } from './changes.tsx';
import { RunDrawer } from './drawer.tsx';
import { History } from './history.tsx';
import { ScheduleOfJob, YearOfJob } from './schedule.tsx';

/** Runs that leave room below them. */
const FEW = 5;

/** What one job does next, what it did and what it did not, and why. */
export function Job() {
  const { id } = place.value;
  const run = openRun();
  const last = useRef<JobData | undefined>(undefined);
  const job = useLive(
    `job ${id}`,
    async () => {
      const { version } = last.current ?? {};
      const read = version === undefined ? ductape.jobs.get(id) : ductape.jobs.getIfChanged(id, version);
      last.current = (await read) ?? last.current ?? (await ductape.jobs.get(id));
      return last.current;
    },
    EVERY_MS.one,
  );
  return (
    <Loaded live={job} rows={6} title="Job">
      {(found) => (
        <>
          <Head job={found} />
          <div class="jobgrid">
            <div>
              <History job={found} />
              {hasRoom(found) && <Values job={found} />}
            </div>
            <div>
              <ScheduleOfJob job={found} />
              <ChangesOfJob id={found.id} />
              <Settings job={found} />
              {!hasRoom(found) && <Values job={found} />}
            </div>
          </div>
          <YearOfJob job={found} />
          {run !== undefined && <RunDrawer job={found} occurrence={run} />}
        </>
      )}
    </Loaded>
  );
}

/** Whether there is room below its runs, of which there are a few at most. */
const hasRoom = ({ execution_count: runs }: JobData) => runs <= FEW;

function Head({ job }: { job: JobData }) {
  return (
    <>
      <p class="sub">
        <a href={addressOf('/jobs')}>Jobs</a> ›{' '}
        <a href={addressOf('/jobs', { in: `${job.product}/${job.env}` })}>
          {line(`${job.product}/${job.env}`)}
        </a>{' '}
        › <a href={addressOf('/jobs', { target: job.target })}>{line(job.target)}</a>
      </p>
      <div class="title">
        <h1 class="wrap">{line(titleOf(job))}</h1>
        <StateChip job={job} />
        <span class="mono t3 id">
          {job.id} <CopyButton text={job.id} what="the id" />
        </span>
      </div>
      <p class="sub sentence wrap">{block(sentenceOf(job, now.value))}</p>
      {job.last_error && (
        <p class="error wrap">
          <strong>{line(job.last_error.code)}</strong> {block(job.last_error.message)}
        </p>
      )}
      {job.last_error?.stack && (
        <details>
          <summary>Where it was thrown</summary>
          <Code name="Where it was thrown" text={job.last_error.stack} />
        </details>
      )}
      <Actions job={job} />
    </>
  );
}

function Settings({ job }: { job: JobData }) {
  const { retryConfig: backoff } = job;
  return (
    <Panel title="Settings">
      <dl class="facts">
        <Fact name="Namespace">{job.namespace}</Fact>
        <Fact name="Target">{line(job.target)}</Fact>
        {job.name !== undefined && <Fact name="Named schedule">{line(job.name)}</Fact>}
        {job.fairness_key !== undefined && <Fact name="Fairness key">{line(job.fairness_key)}</Fact>}
        <Fact name="Runs">
          {job.execution_count}
          {job.limit !== undefined && ` of at most ${job.limit}`}
        </Fact>
        <Fact name="Retries">
          {job.retries}
          {backoff?.initialDelay !== undefined && `, the first after ${interval(backoff.initialDelay)}`}
        </Fact>
        {job.expectedDuration !== undefined && (
          <Fact name="Should take">at most {interval(job.expectedDuration)}</Fact>
        )}
        {job.healed_at !== undefined && (
          <Fact name="Wake-up lost">
            sent again <Time at={job.healed_at} />
          </Fact>
        )}
        {job.overlap !== undefined && <Fact name="If one still runs">{job.overlap}</Fact>}
        {job.missed !== undefined && <Fact name="If it was missed">{job.missed}</Fact>}
        {job.end_date !== undefined && (
          <Fact name="End">
            <Time at={job.end_date} zone={job.tz} />
          </Fact>
        )}
        {job.precision !== undefined && <Fact name="Precision">{job.precision}</Fact>}
        <Fact name="Created">
          <Time at={job.created_at} />
        </Fact>
        <Fact name="Changed">
          <Time at={job.updated_at} />
        </Fact>
      </dl>
    </Panel>
  );
}

function Values({ job }: { job: JobData }) {
  return (
    <>
      <Panel title="Input">
        <Data name="Input" value={job.input ?? {}} />
      </Panel>
      {job.result !== undefined && (
        <Panel title="Result">
          <Data name="Result" value={job.result} />
        </Panel>
      )}
    </>
  );
}
