import { useState } from 'preact/hooks';
import { NAMESPACES } from '../../contract/namespaces.ts';
import { defined } from '../../contract/plain-data.ts';
import { RUN_OUTCOMES, type RunPage, type WrongRun } from '../../contract/run.ts';
import { ductape } from '../api/client.ts';
import { EVERY_MS, useLive } from '../api/live.ts';
import { Choice, Words } from '../parts/fields.tsx';
import { useHeld } from '../parts/held.ts';
import { Chip, line, Panel, Time } from '../parts/small.tsx';
import { Empty, Failed, Loaded } from '../parts/states.tsx';
import { addressOf, go, place } from '../router.ts';
import { nowRead } from '../state/clock.ts';
import { byCause, byJob, type Problem, problemsIn, SPANS, spanIn, sumsOf } from '../state/problems.ts';
import { runAddress } from '../state/runs.ts';
import { currentScope } from '../state/scope.ts';
import { count, counted } from '../text/format.ts';
import { shortId } from '../text/words.ts';

/** Executions of a page: as many as the API gives. */
const PAGE = 100;

/** What failed, was missed or was skipped, and why. */
export function Problems() {
  const { query } = place.value;
  return (
    <>
      <h1>Problems</h1>
      <Filters query={query} />
      {/* Another filter is another list: nothing of the one before stays. */}
      <List key={query.toString()} query={query} />
    </>
  );
}

function Filters({ query }: { query: URLSearchParams }) {
  const names = ['outcome', 'span', 'namespace', 'error'];
  const current = Object.fromEntries(names.map((name) => [name, query.get(name) ?? '']));
  const set = (name: string, value: string) =>
    go(addressOf('/problems', { ...current, [name]: value.trim() }));
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()} aria-label="Filter">
      <Choice name="outcome" label="What" of={RUN_OUTCOMES} value={current['outcome'] ?? ''} set={set} />
      <label>
        <span>When</span>
        <select
          name="span"
          value={spanIn(query)[0]}
          onChange={({ currentTarget }) => set('span', currentTarget.value)}
        >
          {SPANS.map(([name, words]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <Choice
        name="namespace"
        label="Namespace"
        of={NAMESPACES}
        value={current['namespace'] ?? ''}
        set={set}
      />
      <Words name="error" label="Error" hint="TIMEOUT" value={current['error'] ?? ''} set={set} />
    </form>
  );
}

function List({ query }: { query: URLSearchParams }) {
  const [, words, ms] = spanIn(query);
  const within = ms === undefined ? '' : ` in ${words}`;
  const [older, setOlder] = useState<RunPage | undefined>(undefined);
  const [error, setError] = useState<unknown>(undefined);
  const held = useHeld<RunPage>();
  const read = async (cursor?: string) => {
    const asked = { ...problemsIn(query, await nowRead()), limit: PAGE, ...defined({ cursor }) };
    return await ductape.jobs.listRuns({ ...currentScope(), ...asked });
  };
  const live = useLive(`problems ${query}`, () => read(), EVERY_MS.told, true);
  return (
    <Loaded live={live} rows={8}>
      {(latest) => {
        const first = held.show(latest);
        const cursor = older ? older.cursor : first.cursor;
        const more = async () => {
          try {
            const next = await read(cursor);
            setOlder({ ...next, runs: [...(older?.runs ?? []), ...next.runs] });
            setError(undefined);
          } catch (reason) {
            setError(reason);
          }
        };
        const runs = unique([...first.runs, ...(older?.runs ?? [])]);
        const problems = byJob(runs);
        return (
          <div {...held.handlers}>
            {runs.length === 0 && cursor === undefined ? (
              <Empty title={`Nothing that matches went wrong${within}.`} />
            ) : (
              <Panel title={`What went wrong${within}`} subtitle={counted(problems.length, 'job')} flush>
                <Causes runs={runs} />
                <ul class="rows">
                  {problems.map((problem) => (
                    <Row key={problem.last.job_id} problem={problem} />
                  ))}
                </ul>
                {error !== undefined && <Failed error={error} />}
                <p class="pb foot t3">
                  <span>{sumsOf(runs, cursor === undefined)}</span>
                  {cursor !== undefined && (
                    <button type="button" class="btn" onClick={() => void more()}>
                      Look further back
                    </button>
                  )}
                </p>
              </Panel>
            )}
          </div>
        );
      }}
    </Loaded>
  );
}

/** What has been read twice, as newer ones have come before it, is there once. */
function unique(runs: readonly WrongRun[]): WrongRun[] {
  const keyOf = ({ job_id, at, number }: WrongRun) => `${job_id} ${at} ${number}`;
  return [...new Map(runs.map((run) => [keyOf(run), run])).values()];
}

/** The causes of all, each a way to what it is the cause of. */
function Causes({ runs }: { runs: readonly WrongRun[] }) {
  const causes = byCause(runs).sort((a, b) => b.count - a.count);
  return (
    <p class="pb causes">
      {causes.slice(0, 12).map(({ text, sign, count: times, last }) => (
        <a
          key={`${sign.word} ${text}`}
          class="btn"
          href={addressOf('/problems', {
            outcome: last.outcome,
            span: place.value.query.get('span') ?? '',
            ...(last.error && { error: last.error.code }),
          })}
        >
          {line(text, 60)} {count(times)}
        </a>
      ))}
    </p>
  );
}

function Row({ problem: { last, causes } }: { problem: Problem }) {
  const [worst] = causes;
  return (
    <li>
      {worst && <Chip {...worst.sign} />}
      <span>
        <a href={runAddress(last.job_id, last.occurrence)} data-row>
          {line(last.name ?? last.target)}
        </a>{' '}
        <span class="mono t3">{shortId(last.job_id)}</span>{' '}
        <span class="t3 wide-only">{line(`${last.product}/${last.env}`, 40)}</span>
      </span>
      <span class="sub detail">
        {causes.map(({ text, sign, count: times, last: latest }) => (
          <p key={`${sign.word} ${text}`}>
            <a href={runAddress(latest.job_id, latest.occurrence)}>
              <Time at={latest.at} />
            </a>{' '}
            {sign.word.toLowerCase()}: {line(text, 64)}
            {times > 1 && ` ×${count(times)}`}
            {latest.error && <span class="t3"> {line(latest.error.message)}</span>}
            {latest.detail !== undefined && <span class="t3"> {line(latest.detail)}</span>}
          </p>
        ))}
      </span>
    </li>
  );
}
