import { type Stats as Figures, lagWithin, type SeriesPoint } from '../../../contract/stats.ts';
import { line, Panel, Scroll } from '../../parts/small.tsx';
import { addressOf } from '../../router.ts';
import { now } from '../../state/clock.ts';
import { count, moment, ownZone, percent, took } from '../../text/format.ts';

/** Which namespace has how many runs, and how many of them failed. */
export function ByNamespace({ figures, words }: { figures: Figures; words: string }) {
  const rows = Object.entries(figures.namespaces).map(([name, of]) => ({
    name,
    ...of,
    runs: of.completed + of.failed,
  }));
  if (rows.length === 0) return null;
  return (
    <Panel title="By namespace" subtitle={`runs of the last ${words}`} flush>
      <Scroll name="Figures by namespace">
        <table class="figures few">
          <Columns first="Namespace" names={['Completed', 'Failed', 'Success']} />
          <tbody>
            {rows.map(({ name, runs, ...of }) => (
              <tr key={name}>
                <td>
                  <a href={addressOf('/jobs', { namespace: name })}>{name}</a>
                </td>
                <td class="n">{count(of.completed)}</td>
                <td class="n">
                  {of.failed === 0 ? (
                    count(0)
                  ) : (
                    <a href={addressOf('/problems', { namespace: name, outcome: 'failed', span: 'all' })}>
                      {count(of.failed)}
                    </a>
                  )}
                </td>
                <td class="n">{percent(of.completed / runs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Panel>
  );
}

/** Errors that are shown, the most frequent ones. */
const ERRORS = 10;

/** Which errors runs failed with, and how often. @param since when there were too many: from then on all are told, Unix ms */
export function ByError({ points, since }: { points: readonly SeriesPoint[]; since: number | undefined }) {
  const sums = new Map<string, number>();
  for (const [code, { failed }] of points.flatMap(({ groups }) => Object.entries(groups ?? {})))
    sums.set(code, (sums.get(code) ?? 0) + failed);
  if (sums.size === 0) return null;
  const rows = [...sums].sort(([, a], [, b]) => b - a).slice(0, ERRORS);
  const subtitle =
    since === undefined
      ? 'runs that failed'
      : `runs that failed since ${moment(since, now.value, ownZone())}`;
  return (
    <Panel title="By error" subtitle={subtitle} flush>
      <Scroll name="Figures by error">
        <table class="figures few">
          <Columns first="Error" names={['Failed']} />
          <tbody>
            {rows.map(([code, failed]) => (
              <tr key={code}>
                <td>
                  <a href={addressOf('/problems', { error: code, outcome: 'failed', span: 'all' })}>
                    {line(code)}
                  </a>
                </td>
                <td class="n">{count(failed)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Panel>
  );
}

/** The headings of a table of figures. */
function Columns({ first, names }: { first: string; names: readonly string[] }) {
  return (
    <thead>
      <tr>
        <th>{first}</th>
        {names.map((name) => (
          <th key={name} class="n">
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** The figures of each stretch, the latest first. */
export function Table({ points }: { points: readonly SeriesPoint[] }) {
  const zone = ownZone();
  const names = ['Dispatched', 'Completed', 'First attempt', 'Retried', 'Failed', 'Lag p50', 'p99'];
  const lag = (ms: number | undefined) => (ms === undefined ? '–' : took(ms));
  return (
    <Scroll name="Figures by time">
      <table class="figures">
        <Columns first="From" names={names} />
        <tbody>
          {points.toReversed().map((of) => (
            <tr key={of.at}>
              <td>{moment(of.at, now.value, zone)}</td>
              {[
                of.dispatched,
                of.completed,
                of.completed_first_try,
                of.completed - of.completed_first_try,
                of.failed,
              ].map((value, index) => (
                <td key={index} class="n">
                  {count(value)}
                </td>
              ))}
              <td class="n">{lag(lagWithin(of.lag, 0.5))}</td>
              <td class="n">{lag(lagWithin(of.lag, 0.99))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
