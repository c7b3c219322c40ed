import type { Execution, InFlight } from '../../../contract/job.ts';
import { Chip, line } from '../../parts/small.tsx';
import { now } from '../../state/clock.ts';
import { runAddress } from '../../state/runs.ts';
import { flightOf } from '../../text/attempts.ts';
import { count, inFull, moment, ownZone, relative, took } from '../../text/format.ts';
import { outcomeOf, runMet } from '../../text/words.ts';

/** A table of what came of occurrences, newest first, after those that are in flight. @param id of the job */
export function Occurrences({
  id,
  executions,
  zone,
  inFlight = [],
  isWhole,
}: {
  id: string;
  executions: readonly Execution[];
  zone: string;
  inFlight?: readonly InFlight[] | undefined;
  /** Whether all outcomes are asked for. */
  isWhole: boolean;
}) {
  const ended = new Set(executions.map(({ occurrence }) => occurrence));
  // Between two readings a run may be in both.
  const flying = isWhole ? inFlight.filter(({ occurrence }) => !ended.has(occurrence)) : [];
  return (
    <table class="history" aria-label="Occurrences, newest first">
      <thead>
        <tr>
          <th>Due</th>
          <th>What came of it</th>
          <th class="n">Lag</th>
          <th class="n">Took</th>
          <th class="n">Attempts</th>
        </tr>
      </thead>
      <tbody>
        {flying.toReversed().map((run) => (
          <Flying key={run.occurrence} id={id} run={run} zone={zone} />
        ))}
        {executions.map((each) => (
          <Entry
            id={id}
            key={each.occurrence}
            execution={each}
            zone={zone}
            met={runMet(each, executions, inFlight)}
          />
        ))}
      </tbody>
    </table>
  );
}

/** A run that has begun and not ended, in the same places. */
function Flying({ id, run, zone }: { id: string; run: InFlight; zone: string }) {
  const { number, occurrence, started_at: started, attempt, attempt_errors: errors = [] } = run;
  const error = errors.at(-1);
  return (
    <tr>
      <td title={inFull(occurrence, [zone, ownZone(), 'UTC'])}>
        <a href={runAddress(id, occurrence)} data-row>
          {moment(occurrence, now.value, zone)}
        </a>
      </td>
      <td class="grow">
        <Chip {...flightOf(run)} />{' '}
        {run.next_at !== undefined && <span class="sub">{relative(run.next_at, now.value)}</span>}
        {error && <span class="bad"> {line(`${error.code}: ${error.message}`, 120)}</span>}{' '}
        <a href={runAddress(id, occurrence)}>Run {number} so far</a>
      </td>
      <td class="n" data-name="lag">
        {took(Math.max(0, started - occurrence))}
      </td>
      <td class="n" data-name="took">
        –
      </td>
      <td class="n" data-name="attempts">
        {attempt}
      </td>
    </tr>
  );
}

function Entry({
  id,
  execution,
  zone,
  met,
}: {
  id: string;
  execution: Execution;
  zone: string;
  met: ReturnType<typeof runMet>;
}) {
  const {
    number,
    occurrence,
    through,
    count: times,
    lag_ms: lag,
    duration_ms: duration,
    attempts,
    error,
  } = execution;
  const { why, ...sign } = outcomeOf(execution);
  const hasMore = error !== undefined || execution.attempt_errors || execution.result !== undefined;
  return (
    <tr id={number > 0 ? rowOf(number) : undefined}>
      <td title={inFull(occurrence, [zone, ownZone(), 'UTC'])}>
        <a href={runAddress(id, occurrence)} data-row>
          {moment(occurrence, now.value, zone)}
        </a>
        {through !== undefined && ` – ${moment(through, now.value, zone)}`}
        {times !== undefined && <strong> {count(times)}×</strong>}
      </td>
      <td class="grow">
        <Chip {...sign} /> {met ? <Met {...met} /> : why !== undefined && <span class="sub">{why}</span>}
        {error && <span class="bad"> {line(`${error.code}: ${error.message}`, 120)}</span>}
        {hasMore && (
          <>
            {' '}
            <a href={runAddress(id, occurrence)}>Run {number} in full</a>
          </>
        )}
      </td>
      <td class="n" data-name="lag">
        {lag === undefined ? '–' : took(lag)}
      </td>
      <td class="n" data-name="took">
        {duration === undefined ? '–' : took(duration)}
      </td>
      <td class="n" data-name="attempts">
        {attempts}
      </td>
    </tr>
  );
}

/** Where the row of a run is in the page. */
const rowOf = (number: number) => `run-${number}`;

function Met({ number, hasEnded }: NonNullable<ReturnType<typeof runMet>>) {
  return (
    <span class="sub">
      overlap, {hasEnded ? <a href={`#${rowOf(number)}`}>run {number}</a> : `run ${number}`} was still going
    </span>
  );
}
