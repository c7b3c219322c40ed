import { useSignal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import {
  EXECUTION_OUTCOMES,
  type Execution,
  type ExecutionOutcome,
  type Job,
  type History as Page,
} from '../../../contract/job.ts';
import { defined } from '../../../contract/plain-data.ts';
import { ductape } from '../../api/client.ts';
import { EVERY_MS, useLive } from '../../api/live.ts';
import { Strip } from '../../charts/strip.tsx';
import { useHeld } from '../../parts/held.ts';
import { Panel } from '../../parts/small.tsx';
import { Empty, Failed, Loaded } from '../../parts/states.tsx';
import { addressOf, go, place } from '../../router.ts';
import { cityOf, count, counted, ownZone } from '../../text/format.ts';
import { Occurrences } from './occurrences.tsx';

const PAGE = 50;

/** What came of each occurrence of a job: a strip of marks, and a table with errors and attempts. */
export function History({ job }: { job: Job }) {
  const outcome = EXECUTION_OUTCOMES.find((each) => each === place.value.query.get('outcome'));
  // Of another outcome there are other pages.
  return <Entries key={outcome ?? ''} job={job} outcome={outcome} />;
}

function Entries({ job, outcome }: { job: Job; outcome: ExecutionOutcome | undefined }) {
  const asked = { limit: PAGE, ...defined({ outcome }) };
  const history = useLive(
    `history ${job.id} ${outcome ?? ''}`,
    () => ductape.jobs.getHistory(job.id, asked),
    EVERY_MS.figures,
  );
  // The job is looked at all the time; what it did is read when that has changed.
  const seen = useRef(job.version);
  useEffect(() => {
    if (seen.current === job.version) return;
    seen.current = job.version;
    history.again();
  }, [job.version]);
  // Older pages do not change; they are read once.
  const older = useSignal<{ executions: readonly Execution[]; cursor: string | undefined } | undefined>(
    undefined,
  );
  const [error, setError] = useState<unknown>(undefined);
  const zone = job.tz ?? ownZone();
  const held = useHeld<Page>();
  return (
    <div {...held.handlers}>
      <Loaded live={history} rows={6}>
        {(latest) => {
          const page = held.show(latest);
          const first = page.executions;
          const oldest = first.at(-1)?.occurrence ?? 0;
          const rest = older.value?.executions ?? [];
          const all = [...first, ...rest.filter(({ occurrence }) => occurrence < oldest)];
          const cursor = older.value ? older.value.cursor : page.cursor;
          const more = async () => {
            if (cursor === undefined) return;
            try {
              const next = await ductape.jobs.getHistory(job.id, { ...asked, cursor });
              older.value = { executions: [...rest, ...next.executions], cursor: next.cursor };
              setError(undefined);
            } catch (reason) {
              setError(reason);
            }
          };
          const sums = `${counted(page.total_executions, 'run')}, ${count(page.failed_executions)} failed`;
          return (
            <>
              <Panel
                place="first"
                title="Last runs"
                subtitle={sums}
                aside={<span class="t3 wide-only">oldest → newest</span>}
              >
                {all.length === 0 && !job.runs ? (
                  <Empty title={outcome === undefined ? 'It has not run yet.' : `None was ${outcome}.`} />
                ) : (
                  <Strip executions={all} zone={zone} flying={outcome ? 0 : (job.runs?.length ?? 0)} />
                )}
              </Panel>
              {(all.length > 0 || job.runs || outcome !== undefined) && (
                <Panel
                  title="Occurrences"
                  subtitle={`${cityOf(zone)} time`}
                  aside={<Outcomes outcome={outcome} />}
                  flush
                >
                  <Occurrences
                    id={job.id}
                    executions={all}
                    zone={zone}
                    inFlight={job.runs}
                    isWhole={outcome === undefined}
                  />
                  {error !== undefined && <Failed error={error} />}
                  {cursor !== undefined && (
                    <p class="pb foot">
                      <button type="button" class="btn" onClick={() => void more()}>
                        Show older
                      </button>
                    </p>
                  )}
                </Panel>
              )}
            </>
          );
        }}
      </Loaded>
    </div>
  );
}

/** What the history is narrowed to, in the address. */
function Outcomes({ outcome }: { outcome: ExecutionOutcome | undefined }) {
  return (
    <label>
      <span class="hidden">Outcome</span>
      <select
        name="outcome"
        value={outcome ?? ''}
        onChange={({ currentTarget }) =>
          go(addressOf(place.value.path, { outcome: currentTarget.value }), 'replace')
        }
      >
        <option value="">all</option>
        {EXECUTION_OUTCOMES.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
    </label>
  );
}
