import { useEffect, useRef, useState } from 'preact/hooks';
import type { Execution, Job } from '../../../contract/job.ts';
import { ductape } from '../../api/client.ts';
import { EVERY_MS, refresh, useLive } from '../../api/live.ts';
import { hasSignIn } from '../../auth/oidc.ts';
import { AttemptsBar } from '../../charts/attempts.tsx';
import { ActionButton } from '../../parts/action-button.tsx';
import { CopyButton, Data } from '../../parts/data.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { block, Chip, Fact, line, Time } from '../../parts/small.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { say } from '../../parts/toast.tsx';
import { session } from '../../session.ts';
import { now } from '../../state/clock.ts';
import { besides, openRun, type Run, showRun } from '../../state/runs.ts';
import { flightOf, partsOf } from '../../text/attempts.ts';
import { refusalOf } from '../../text/effects.ts';
import { count, moment, ownZone, relative, took } from '../../text/format.ts';
import { outcomeOf, type Sign } from '../../text/words.ts';
import { Ask } from './actions.tsx';
import { changesOf } from './changes.tsx';

/** One occurrence of a job in full: what came of it, each attempt, and what can be done. */
export function RunDrawer({ job, occurrence }: { job: Job; occurrence: number }) {
  const history = useLive(
    `run ${job.id} ${occurrence}`,
    () => ductape.jobs.getHistory(job.id, { from: occurrence, to: occurrence, limit: 1 }),
    EVERY_MS.figures,
  );
  const read = useRef(job.version);
  useEffect(() => {
    if (read.current !== job.version) history.again();
    read.current = job.version;
  }, [job.version]);
  const seen = useRef<Run | undefined>(undefined);
  const flying = job.runs?.find((each) => each.occurrence === occurrence);
  const last = useRef(Promise.resolve());
  // Keys that come fast are followed one after another.
  const step = (where: 'before' | 'after') => {
    last.current = last.current.then(() => stepNow(where));
  };
  const stepNow = async (where: 'before' | 'after') => {
    const at = openRun();
    if (at === undefined) return;
    const other = await besides(job, at, where).catch(() => undefined);
    if (other === undefined) say(where === 'before' ? 'No earlier run is kept.' : 'No later run is known.');
    else showRun(other);
  };
  return (
    <Dialog title={line(job.name ?? job.target, 80)} look="drawer" onClose={() => showRun(undefined)}>
      <Loaded live={history} rows={6}>
        {({ executions: [ended] }) => {
          // Between its end and the next reading it is as it was.
          const before = seen.current?.occurrence === occurrence ? seen.current : undefined;
          const run = ended ?? flying ?? before;
          seen.current = run;
          return run ? <Shown key={occurrence} job={job} run={run} /> : <Gone />;
        }}
      </Loaded>
      <div class="acts end">
        <button type="button" class="btn" data-step="[" onClick={() => step('before')}>
          Previous run
        </button>
        <button type="button" class="btn" data-step="]" onClick={() => step('after')}>
          Next run
        </button>
        <RunAgain job={job} />
        <button type="button" class="btn" onClick={() => showRun(undefined)}>
          Close
        </button>
      </div>
    </Dialog>
  );
}

const Gone = () => (
  <Empty title="There is no such run.">
    <p>It may be older than what is kept.</p>
  </Empty>
);

/** The command that has the job run once more, here and as text for a terminal. */
function RunAgain({ job }: { job: Job }) {
  const [isAsked, setAsked] = useState(false);
  const name = job.status === 'failed' ? 'retry' : 'trigger';
  const hasToken = hasSignIn || session() !== undefined;
  const token = hasToken ? ' -H "authorization: Bearer $TOKEN"' : '';
  return (
    <>
      <ActionButton onClick={() => setAsked(true)} refusal={refusalOf(name, job)}>
        Run again…
      </ActionButton>
      <CopyButton
        text={`curl -X POST '${location.origin}/v1/jobs/${job.id}/${name}'${token}`}
        what="a call that runs it again"
        label="Copy as curl"
      />
      {isAsked && <Ask name={name} job={job} onClose={() => setAsked(false)} />}
    </>
  );
}

function Shown({ job, run }: { job: Job; run: Run }) {
  const zone = job.tz ?? ownZone();
  const flight = 'state' in run ? run : undefined;
  const next = flight?.next_at;
  useEffect(() => {
    if (next === undefined) return;
    // What happens then is seen at once.
    const timer = setTimeout(refresh, Math.max(0, next - now.peek()) + 400);
    return () => clearTimeout(timer);
  }, [next]);
  const { why, ...sign }: Sign & { why?: string } = 'state' in run ? flightOf(run) : outcomeOf(run);
  const { number, occurrence, started_at: started, attempts } = run;
  const parts = number > 0 ? partsOf(run, now.value) : [];
  const isWaiting = flight?.state === 'waiting' || flight?.state === 'waiting_for_limit';
  return (
    <>
      <p>
        <Chip {...sign} /> {number > 0 && <strong>Run {count(number)}</strong>}{' '}
        {why !== undefined && <span class="sub wrap">{block(why)}</span>}
      </p>
      {flight && isWaiting && next !== undefined && (
        <p class="countdown" role="timer">
          {flight.attempt > 1 ? `Attempt ${flight.attempt} of ${attempts}` : 'It starts'}{' '}
          <strong>{next > now.value ? relative(next, now.value) : 'now'}</strong>, at{' '}
          {moment(next, now.value, ownZone())}
        </p>
      )}
      <dl class="facts">
        <Fact name="Due">
          <Time at={occurrence} zone={zone} />
        </Fact>
        {started !== undefined && (
          <Fact name="Started">
            <Time at={started} zone={zone} />, {took(Math.max(0, started - occurrence))} late
          </Fact>
        )}
        {!flight && <Ended run={run as Execution} zone={zone} />}
        {'reason' in run && run.reason === 'paused' && <PausedBy job={job} occurrence={occurrence} />}
        {job.healed_at !== undefined &&
          job.healed_at >= occurrence &&
          job.healed_at <= (started ?? job.healed_at) && (
            <Fact name="Wake-up lost">
              sent again <Time at={job.healed_at} zone={zone} />
            </Fact>
          )}
        {flight?.lost !== undefined && <Fact name="Worker lost">{count(flight.lost)}×</Fact>}
        {number > 0 && (
          <Fact name="Attempts">
            {flight
              ? `${count(flight.attempt - (isWaiting ? 1 : 0))} of at most ${count(attempts)}`
              : count(attempts)}
          </Fact>
        )}
      </dl>
      {parts.length > 0 && <AttemptsBar parts={parts} />}
      {parts.length > 0 && <Attempts run={run} now={now.value} />}
      {'error' in run && run.error && (
        <p class="error wrap">
          <strong>{line(run.error.code)}</strong> {block(run.error.message)}
        </p>
      )}
      {'error' in run && run.error?.stack && (
        <Data name={`Stack of run ${number}`} value={run.error.stack.split('\n')} />
      )}
      {'result' in run && <p class="t3">Result</p>}
      {'result' in run && <Data name={`Result of run ${number}`} value={run.result} />}
    </>
  );
}

function Ended({
  run: { through, count: times, completed_at: at, duration_ms: ms },
  zone,
}: {
  run: Execution;
  zone: string;
}) {
  return (
    <>
      {through !== undefined && (
        <Fact name="Up to">
          <Time at={through} zone={zone} />
          {times !== undefined && `, ${count(times)}×`}
        </Fact>
      )}
      {at !== undefined && (
        <Fact name="Ended">
          <Time at={at} zone={zone} />
          {ms !== undefined && `, took ${took(ms)}`}
        </Fact>
      )}
    </>
  );
}

/** The actor who had paused the job, of what the list of its changes shows. */
function PausedBy({ job, occurrence }: { job: Job; occurrence: number }) {
  const { entries = [] } = changesOf(job.id).data.value ?? {};
  const last = entries.find(({ command, at }) => /^(pause|resume)$/.test(command) && at <= occurrence);
  if (last?.command !== 'pause') return null;
  return (
    <Fact name="Paused by">
      {line(last.actor, 60)}, <Time at={last.at} />
    </Fact>
  );
}

/** Each attempt, with its error and the backoff after it. */
function Attempts({ run, now: at }: { run: Run; now: number }) {
  const parts = partsOf(run, at).filter(({ did }) => did === 'worked');
  return (
    <ol class="plain" aria-label="Attempts">
      {parts.map(({ attempt, from, to, error }) => (
        <li key={attempt} class="wrap">
          <strong>Attempt {attempt}</strong> <Time at={from} short />,{' '}
          {'state' in run && !error ? 'under way' : `took ${took(to - from)}`}
          {error && (
            <>
              : <strong class="bad">{line(error.code)}</strong> {block(error.message)}
              {error.delay_ms !== undefined && <span class="t3"> · backoff of {took(error.delay_ms)}</span>}
            </>
          )}
        </li>
      ))}
    </ol>
  );
}
