import type { Execution } from '../../contract/job.ts';
import { Scroll } from '../parts/small.tsx';
import { now } from '../state/clock.ts';
import { count, moment, ownZone, took } from '../text/format.ts';
import { outcomeOf, type Sign } from '../text/words.ts';

const PITCH = 12;
const HIGH = 30;
/** Occurrences of a stretch that are drawn one by one, at most. */
const APART_MAX = 12;
/** A run that began later than this has a tick over its mark, ms. */
const LATE_MS = 1000;

/** A mark for each occurrence of a page of the history, oldest first: its shape says what came of it. */
export function Strip({
  executions,
  zone,
  flying,
}: {
  executions: readonly Execution[];
  zone?: string | undefined;
  /** Runs that have not ended. */
  flying: number;
}) {
  const marks = executions.toReversed().flatMap((each) => Array<Execution>(marksOf(each)).fill(each));
  const of = (status: Execution['status']) => executions.filter((each) => each.status === status).length;
  const message = `The last ${count(executions.length)} entries of the history: ${of('completed')} completed, ${of('failed')} failed, ${of('skipped')} skipped; ${count(flying)} in flight. The table below has each.`;
  return (
    <Scroll name="Last runs" class="newest">
      <svg width={(marks.length + flying) * PITCH} height={HIGH} role="img" aria-label={message}>
        {marks.map((each, index) => (
          <g key={index} transform={`translate(${index * PITCH},0)`} class={`m-${outcomeOf(each).look}`}>
            <title>{titleOf(each, zone ?? ownZone())}</title>
            <rect width={PITCH} height={HIGH} class="clear" />
            {(each.lag_ms ?? 0) > LATE_MS && <path d="M1 0h7" class="late" />}
            {markOf(each)}
          </g>
        ))}
        {Array.from({ length: flying }, (_, index) => (
          <g key={index} transform={`translate(${(marks.length + index) * PITCH},0)`} class="m-run">
            <path d="M1.5 3.5h6.5v25h-6.5zM3.5 13v6l3-3z" class="stroke" />
          </g>
        ))}
      </svg>
    </Scroll>
  );
}

/** Few occurrences of a stretch have a mark each; of more one stands for all. */
const marksOf = ({ count: of = 1 }: Execution) => (of <= APART_MAX ? of : 1);

function markOf({ status, attempts, reason }: Execution) {
  if (status === 'failed') return <path d="M1 5 8 25M8 5 1 25" class="stroke thick" />;
  if (status === 'completed') {
    if (attempts <= 1) return <rect x="1" y="3" width="7" height="26" rx="2" class="fill" />;
    return (
      <>
        <rect x="1" y="3" width="7" height="15" rx="2" class="fill" />
        <rect x="1" y="20" width="7" height="9" rx="2" class="fill m-wait" />
      </>
    );
  }
  if (reason === 'missed') return <path d="M4.5 9 8.5 15 4.5 21 .5 15z" class="stroke" />;
  if (reason === 'paused') return <path d="M2.5 19v10M6.5 19v10" class="stroke" />;
  return <rect x="1.75" y="19.75" width="5.5" height="8.5" class="stroke" />;
}

function titleOf(each: Execution, zone: string): string {
  const { word, why }: Sign & { why?: string } = outcomeOf(each);
  const when = moment(each.occurrence, now.peek(), zone);
  const times = each.count === undefined ? '' : `, ${count(each.count)} times`;
  const lag = each.lag_ms === undefined ? '' : `, lag ${took(each.lag_ms)}`;
  return `${when}${times}: ${word}${why === undefined ? '' : `, ${why}`}${lag}`;
}
