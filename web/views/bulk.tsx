import { ductape } from '../api/client.ts';
import { EVERY_MS, useLive } from '../api/live.ts';
import { Chip, Fact, line, Panel, Time } from '../parts/small.tsx';
import { Loaded } from '../parts/states.tsx';
import { addressOf, place } from '../router.ts';
import { BULK_DONE, COMMAND_WORDS } from '../text/effects.ts';
import { count } from '../text/format.ts';
import type { Sign } from '../text/words.ts';

const SIGNS: Record<'running' | 'completed' | 'failed', Sign> = {
  running: { look: 'run', word: 'Under way' },
  completed: { look: 'ok', word: 'Completed' },
  failed: { look: 'fail', word: 'Ended early' },
};

/** How far a command on many jobs is. */
export function Bulk() {
  const { id } = place.value;
  const bulk = useLive(`bulk ${id}`, () => ductape.jobs.getBulk(id), EVERY_MS.one);
  return (
    <Loaded live={bulk} title="Many jobs">
      {({
        action,
        status,
        count: done,
        total = 0,
        by,
        failed,
        failures = [],
        created_at: from,
        updated_at: to,
      }) => (
        <>
          <div class="title">
            <h1>{COMMAND_WORDS[action].button} many jobs</h1>
            <Chip {...SIGNS[status]} />
          </div>
          <Panel title="So far">
            <dl class="facts">
              <Fact name="Jobs">
                {count(done)} {BULK_DONE[action]}
                {total > 0 && (
                  <>
                    {', '}of {count(total)} that were counted{' '}
                    <progress value={done} max={total} aria-label="How far it is" />
                  </>
                )}
              </Fact>
              <Fact name="Could not be changed">{count(failed)}</Fact>
              <Fact name="Began">
                <Time at={from} />
              </Fact>
              {by !== undefined && <Fact name="By">{line(by)}</Fact>}
              <Fact name="Last step">
                <Time at={to} />
              </Fact>
            </dl>
            {status === 'running' && <p class="t3">It continues without this page.</p>}
          </Panel>
          {failures.length > 0 && (
            <Panel
              title="Could not be changed"
              subtitle={failed > failures.length && `the first ${failures.length}`}
            >
              <ul>
                {failures.map(({ job_id, error }) => (
                  <li key={job_id}>
                    <a class="mono" href={addressOf(`/jobs/${job_id}`)}>
                      {job_id}
                    </a>{' '}
                    <span class="t3">{line(error)}</span>
                  </li>
                ))}
              </ul>
            </Panel>
          )}
        </>
      )}
    </Loaded>
  );
}
