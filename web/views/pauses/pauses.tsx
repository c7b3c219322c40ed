import type { Hold } from '../../../contract/hold.ts';
import { ductape } from '../../api/client.ts';
import { EVERY_MS, useLive } from '../../api/live.ts';
import { Chip, line, Panel, Time } from '../../parts/small.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { place } from '../../router.ts';
import { now } from '../../state/clock.ts';
import { currentScope } from '../../state/scope.ts';
import { holdInWords } from '../../text/holds.ts';
import { ResumeButton } from './resume.tsx';

/** What is paused by scope, since when, why, and until when, and what will be. */
export function Pauses() {
  const scope = currentScope();
  const key = `pauses ${place.value.query.get('in') ?? ''}`;
  const plan = useLive(key, () => ductape.jobs.listHolds(scope), EVERY_MS.list);
  return (
    <>
      <h1>Pauses</h1>
      <Loaded live={plan}>
        {({ holds, planned }) => (
          <>
            <Panel title="What is paused" subtitle={holds.length} flush>
              {holds.length === 0 ? (
                <Empty title="Nothing is paused by its product, env or namespace.">
                  <p class="t3">
                    “Pause all” does that. Jobs paused one by one are in the list of jobs, under the state
                    “paused”.
                  </p>
                </Empty>
              ) : (
                <Rows holds={holds} />
              )}
            </Panel>
            {planned.length > 0 && (
              <Panel title="Maintenance to come" subtitle="the next time of each window" flush>
                <Rows holds={planned} />
              </Panel>
            )}
          </>
        )}
      </Loaded>
    </>
  );
}

function Rows({ holds }: { holds: readonly Hold[] }) {
  return (
    <ul class="rows webhooks">
      {holds.map((hold) => (
        <Row key={`${holdInWords(hold)} ${hold.since}`} hold={hold} />
      ))}
    </ul>
  );
}

function Row({ hold }: { hold: Hold }) {
  const { since, by, until, reason, window } = hold;
  const isAhead = since > now.value;
  return (
    <li>
      <Chip
        look={isAhead ? 'plan' : 'pause'}
        word={window === undefined ? 'Paused' : isAhead ? 'Planned' : 'Maintenance'}
      />
      <div class="detail">
        <strong>{line(holdInWords(hold))}</strong>
        <p class="wrap">{line(reason)}</p>
        <p class="sub">
          {isAhead ? 'From ' : 'Since '}
          <Time at={since} />
          {by !== undefined && ` by ${line(by, 80)}`}
          {until === undefined ? ', until it is resumed' : ', until '}
          {until !== undefined && <Time at={until} />}
          {window !== undefined && ` · window ${line(window)}`}
        </p>
      </div>
      <div class="acts">{!isAhead && <ResumeButton hold={hold} />}</div>
    </li>
  );
}
