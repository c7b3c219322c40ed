import type { Stats as Figures, SeriesPoint } from '../../../contract/stats.ts';
import { ductape } from '../../api/client.ts';
import { EVERY_MS, useLive } from '../../api/live.ts';
import { type Bar, Bars } from '../../charts/bars.tsx';
import { Panel } from '../../parts/small.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { addressOf, place } from '../../router.ts';
import { now, nowRead } from '../../state/clock.ts';
import { beginOf, histogram, PERIODS, type Period, periodOf, together } from '../../state/periods.ts';
import { currentScope } from '../../state/scope.ts';
import { cityOf, count, counted, moment, ownZone, percent, took } from '../../text/format.ts';
import { ByError, ByNamespace, Table } from './tables.tsx';

/** Whether it gets slower, worse or more. */
export function Stats() {
  const { query } = place.value;
  const scope = query.get('in') ?? '';
  const period = periodOf(query);
  const stats = useLive(
    `stats ${scope} ${period.name}`,
    async () => {
      const from = beginOf(period, await nowRead());
      const [whole, { points, grouped_from: since }] = await Promise.all([
        ductape.jobs.getStats({ ...currentScope(), from }),
        ductape.jobs.getSeries({ ...currentScope(), from, by: period.by, group: 'error' }),
      ]);
      return { whole, points, since, lags: together(points.map(({ lag }) => lag)) };
    },
    EVERY_MS.figures,
  );
  return (
    <>
      <div class="head">
        <h1>Statistics</h1>
        <span class="sp" />
        <nav class="choice" aria-label="Period">
          {PERIODS.map(({ name, words }) => (
            <a
              key={name}
              class="btn"
              href={addressOf('/stats', { period: name })}
              aria-current={name === period.name ? 'true' : undefined}
            >
              {words}
            </a>
          ))}
        </nav>
      </div>
      <Loaded live={stats} rows={8}>
        {({ whole, points, since, lags }) => (
          <>
            <Tiles figures={whole} words={period.words} />
            <Panel title="Runs" subtitle={`the last ${period.words}, ${cityOf(ownZone())} time`}>
              {whole.completed + whole.failed === 0 ? (
                <Empty title={`No run ended in the last ${period.words}.`} />
              ) : (
                <Bars
                  bars={points.map((point) => barOf(point, period))}
                  message={messageOf(whole, period.words)}
                />
              )}
            </Panel>
            {lags.length > 0 && (
              <Panel title="How late runs started" subtitle="of second precision, by lag">
                <Bars bars={histogram(lags).map(lagBar)} message={lagMessage(lags)} />
              </Panel>
            )}
            <ByNamespace figures={whole} words={period.words} />
            <ByError points={points} since={since} />
            <Panel title="As a table" flush>
              <Table points={points} />
            </Panel>
          </>
        )}
      </Loaded>
    </>
  );
}

function Tiles({ figures, words }: { figures: Figures; words: string }) {
  const ended = figures.completed + figures.failed;
  const tiles: [string, string][] = [
    ['Jobs dispatched', count(figures.total)],
    ['Runs completed', count(figures.completed)],
    ['Runs failed', count(figures.failed)],
    ['Success', ended === 0 ? '–' : percent(figures.success_rate)],
    ['At the first attempt', count(figures.completed_first_try)],
    ['After a retry', count(figures.completed_after_retry)],
    ['Lag p50', ended === 0 ? '–' : took(figures.lag_ms.p50)],
    ['Lag p99', ended === 0 ? '–' : took(figures.lag_ms.p99)],
  ];
  const jobs: [string, number][] = [
    ['scheduled', figures.scheduled],
    ['queued', figures.queued],
    ['running', figures.running],
    ['paused', figures.paused],
  ];
  return (
    <>
      <dl class="tiles four" aria-label={`The last ${words}`}>
        {tiles.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p class="sub">
        Jobs now:{' '}
        {jobs.map(([name, value], index) => (
          <span key={name}>
            {index > 0 && ' · '}
            <a href={addressOf('/jobs', { status: name })}>
              {count(value)} {name}
            </a>
          </span>
        ))}
        {' · '}
        <a href={addressOf('/jobs', { failing: 'true' })}>{count(figures.failing)} failing</a>
      </p>
    </>
  );
}

function barOf({ at, completed, failed }: SeriesPoint, { by }: Period): Bar {
  const style =
    by === 'hour'
      ? ({ hour: '2-digit', minute: '2-digit' } as const)
      : ({ day: 'numeric', month: 'short' } as const);
  return {
    label: new Intl.DateTimeFormat('en-GB', style).format(at),
    title: `${moment(at, now.peek(), ownZone())}, one ${by}: ${count(completed)} completed, ${count(failed)} failed`,
    ok: completed,
    failed,
  };
}

function lagBar([upTo, runs]: [number, number]): Bar {
  const label = Number.isFinite(upTo)
    ? `≤ ${upTo < 1000 ? `${upTo} ms` : `${upTo / 1000} s`.replace('3.162', '3.2')}`
    : 'more';
  return {
    label,
    title: `${label}: ${counted(runs, 'run')}`,
    ok: runs,
    failed: 0,
    ...(runs > 0 && { over: count(runs) }),
  };
}

function lagMessage(lags: SeriesPoint['lag']): string {
  const parts = histogram(lags).filter(([, runs]) => runs > 0);
  return `How late runs started: ${parts.map((part) => lagBar(part).title).join(', ')}.`;
}

const messageOf = ({ completed, failed }: Figures, words: string) =>
  `${counted(completed + failed, 'run')} ended in the last ${words}, ${count(failed)} of them failed. The table below has the figures.`;
