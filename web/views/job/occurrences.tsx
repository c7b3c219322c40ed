import type { Execution, InFlight } from '../../../contract/job.ts';
import { Data } from '../../parts/data.tsx';
import { block, Chip, line } from '../../parts/small.tsx';
import { now } from '../../state/clock.ts';
import { count, inFull, moment, ownZone, took } from '../../text/format.ts';
import { outcomeOf, runMet } from '../../text/words.ts';

/** A table of what came of occurrences, newest first, with their errors and attempts. @param inFlight runs that are not among them yet */
export function Occurrences({
  executions,
  zone,
  inFlight,
}: {
  executions: readonly Execution[];
  zone: string;
  inFlight: readonly InFlight[] | undefined;
}) {
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
        {executions.map((each) => (
          <Entry
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

function Entry({
  execution,
  zone,
  met,
}: {
  execution: Execution;
  zone: string;
  met: ReturnType<typeof runMet>;
}) {
  const {
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
    <tr id={execution.number > 0 ? rowOf(execution.number) : undefined}>
      <td title={inFull(occurrence, [zone, ownZone(), 'UTC'])}>
        {moment(occurrence, now.value, zone)}
        {through !== undefined && ` – ${moment(through, now.value, zone)}`}
        {times !== undefined && <strong> {count(times)}×</strong>}
      </td>
      <td class="grow">
        <Chip {...sign} /> {met ? <Met {...met} /> : why !== undefined && <span class="sub">{why}</span>}
        {error && <span class="bad"> {line(`${error.code}: ${error.message}`, 120)}</span>}
        {hasMore && <More execution={execution} />}
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

function More({
  execution: { number, error, attempt_errors: failed = [], result },
}: {
  execution: Execution;
}) {
  return (
    <details>
      <summary>Run {number} in full</summary>
      {failed.length > 0 && (
        <ol class="plain">
          {failed.map(({ attempt, at, code, message }) => (
            <li key={attempt} class="wrap">
              Attempt {attempt}, {moment(at, now.value, ownZone())}: <strong>{line(code)}</strong>{' '}
              {block(message)}
            </li>
          ))}
        </ol>
      )}
      {error && (
        <p class="wrap">
          <strong>{line(error.code)}</strong> {block(error.message)}
        </p>
      )}
      {error?.stack && <Data name={`Stack of run ${number}`} value={error.stack.split('\n')} />}
      {result !== undefined && <Data name={`Result of run ${number}`} value={result} />}
    </details>
  );
}
