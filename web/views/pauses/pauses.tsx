import type { Hold } from '../../../contract/hold.ts';
import { Chip, line, Panel, Time } from '../../parts/small.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { now } from '../../state/clock.ts';
import { useHolds } from '../../state/holds.ts';
import { holdInWords } from '../../text/holds.ts';
import { ResumeButton } from './resume.tsx';

/** What is paused by scope, since when, why, and until when. */
export function Pauses() {
  const holds = useHolds();
  return (
    <>
      <h1>Pauses</h1>
      <Loaded live={holds}>
        {(all) => (
          <Panel title="What is paused" subtitle={all.length} flush>
            {all.length === 0 ? (
              <Empty title="Nothing is paused by its product, env or namespace.">
                <p class="t3">
                  “Pause all” does that. Jobs paused one by one are in the list of jobs, under the state
                  “paused”; maintenance windows of the config are shown here while they last.
                </p>
              </Empty>
            ) : (
              <ul class="rows webhooks">
                {all.map((hold) => (
                  <Row key={holdInWords(hold)} hold={hold} />
                ))}
              </ul>
            )}
          </Panel>
        )}
      </Loaded>
    </>
  );
}

function Row({ hold }: { hold: Hold }) {
  const { since, until, reason, window } = hold;
  return (
    <li>
      <Chip look="pause" word={window === undefined ? 'Paused' : 'Maintenance'} />
      <div class="detail">
        <strong>{line(holdInWords(hold))}</strong>
        <p class="wrap">{line(reason)}</p>
        <p class="sub">
          {since > now.value ? 'From ' : 'Since '}
          <Time at={since} />
          {until === undefined ? ', until it is resumed' : ', until '}
          {until !== undefined && <Time at={until} />}
          {window !== undefined && ` · window ${line(window)}`}
        </p>
      </div>
      <div class="acts">
        <ResumeButton hold={hold} />
      </div>
    </li>
  );
}
