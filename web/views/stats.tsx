import type { Stats as Figures } from '../../contract/stats.ts';
import { ductape } from '../api/client.ts';
import { EVERY_MS, useLive } from '../api/live.ts';
import { type Bar, Bars } from '../charts/bars.tsx';
import { Panel, Scroll } from '../parts/small.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { addressOf, place } from '../router.ts';
import { now } from '../state/clock.ts';
import { PERIODS, periodOf, stretchesOf } from '../state/periods.ts';
import { currentScope } from '../state/scope.ts';
import { cityOf, count, counted, moment, ownZone, percent, took } from '../text/format.ts';

interface Stretch {
  from: number;
  to: number;
  figures: Figures;
}

/** Figures of stretches that have ended, which change no more. */
const past = new Map<string, Figures>();
/** A stretch may still be counted into for as long after its end, ms. */
const SETTLED_MS = 300_000;

async function figuresOf(scope: string, from: number, to: number): Promise<Figures> {
  const key = `${scope} ${from} ${to}`;
  const known = past.get(key);
  if (known) return known;
  const figures = await ductape.jobs.getStats({ ...currentScope(), from, to: to - 1 });
  if (now.peek() > to + SETTLED_MS) past.set(key, figures);
  return figures;
}

/** Whether it gets slower, worse or more. */
export function Stats() {
  const { query } = place.value;
  const scope = query.get('in') ?? '';
  const period = periodOf(query);
  const stats = useLive(
    `stats ${scope} ${period.name}`,
    async () => {
      const stretches = stretchesOf(period, now.peek());
      const whole = ductape.jobs.getStats({
        ...currentScope(),
        from: stretches[0]?.from ?? 0,
        to: (stretches.at(-1)?.to ?? 0) - 1,
      });
      const parts = await Promise.all(
        stretches.map(
          async (each): Promise<Stretch> => ({
            ...each,
            figures: await figuresOf(scope, each.from, each.to),
          }),
        ),
      );
      return { whole: await whole, parts };
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
        {({ whole, parts }) => (
          <>
            <Tiles figures={whole} words={period.words} />
            <Panel title="Runs" note={`the last ${period.words}, ${cityOf(ownZone())} time`}>
              {whole.completed + whole.failed === 0 ? (
                <Empty title={`No run ended in the last ${period.words}.`} />
              ) : (
                <Bars bars={parts.map(barOf)} message={messageOf(whole, period.words)} />
              )}
            </Panel>
            <Panel title="As a table" flush>
              <Table parts={parts} />
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
      </p>
    </>
  );
}

const HOUR = 3_600_000;

function barOf({ from, to, figures }: Stretch): Bar {
  const zone = ownZone();
  const isShort = to - from < 24 * HOUR;
  const style = isShort
    ? ({ hour: '2-digit', minute: '2-digit' } as const)
    : ({ day: 'numeric', month: 'short' } as const);
  return {
    label: new Intl.DateTimeFormat('en-GB', style).format(from),
    title: `${moment(from, now.peek(), zone)} – ${moment(to, now.peek(), zone)}: ${count(figures.completed)} completed, ${count(figures.failed)} failed`,
    ok: figures.completed,
    failed: figures.failed,
  };
}

const messageOf = ({ completed, failed }: Figures, words: string) =>
  `${counted(completed + failed, 'run')} ended in the last ${words}, ${count(failed)} of them failed. The table below has the figures.`;

function Table({ parts }: { parts: readonly Stretch[] }) {
  const zone = ownZone();
  return (
    <Scroll name="Figures by time">
      <table class="figures">
        <thead>
          <tr>
            <th>From</th>
            {['Dispatched', 'Completed', 'First attempt', 'Retried', 'Failed', 'Lag p50', 'p99'].map(
              (name) => (
                <th key={name} class="n">
                  {name}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {parts.toReversed().map(({ from, figures: of }) => {
            const hasRuns = of.completed + of.failed > 0;
            return (
              <tr key={from}>
                <td>{moment(from, now.value, zone)}</td>
                {[of.total, of.completed, of.completed_first_try, of.completed_after_retry, of.failed].map(
                  (value, index) => (
                    <td key={index} class="n">
                      {count(value)}
                    </td>
                  ),
                )}
                <td class="n">{hasRuns ? took(of.lag_ms.p50) : '–'}</td>
                <td class="n">{hasRuns ? took(of.lag_ms.p99) : '–'}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}
