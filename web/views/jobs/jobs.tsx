import type { ComponentProps } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { BULK_ACTIONS } from '../../../contract/bulk.ts';
import { EVERY_MS, poll } from '../../api/live.ts';
import { ActionButton } from '../../parts/action-button.tsx';
import { Fold } from '../../parts/fold.tsx';
import { line } from '../../parts/small.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { addressOf, place } from '../../router.ts';
import { filterInWords, filterOf } from '../../state/job-filter.ts';
import { type JobList, listOf } from '../../state/job-list.ts';
import { COMMAND_WORDS } from '../../text/effects.ts';
import { count } from '../../text/format.ts';
import { FirstJob } from '../first-job.tsx';
import { BulkDialog } from './bulk-dialog.tsx';
import { Filters } from './filters.tsx';
import { JobTable } from './table.tsx';

/** Jobs that the API takes by their ids at once. */
const CHOSEN_MAX = 100;

/** What was asked of which jobs. */
type Asked = Pick<ComponentProps<typeof BulkDialog>, 'action' | 'of'>;

/** Which jobs there are, and what can be done to all that match. */
export function Jobs() {
  const { query } = place.value;
  const filter = filterOf(query);
  const key = JSON.stringify(filter);
  const [anew, setAnew] = useState(0);
  const list = useMemo(() => listOf(filter, anew > 0), [key, anew]);
  const [asked, setAsked] = useState<Asked | undefined>(undefined);
  const [isReading, setReading] = useState(false);
  useEffect(() => poll((told) => list.look(told), EVERY_MS.told, true), [list]);
  const more = async () => {
    setReading(true);
    try {
      await list.further();
    } catch (error) {
      list.error.value = error;
    }
    setReading(false);
  };
  const rows = list.rows.value;
  const waiting = list.waiting.value.length;
  const gone = rows.filter(({ isGone }) => isGone).length;
  const isWhole = list.cursor.value === undefined;
  const isNone = list.isRead.value && rows.length === 0;
  const refusal =
    isNone && isWhole
      ? 'No job matches.'
      : filter.q && 'A command on many takes the whole target, not its beginning.';
  return (
    <>
      <div class="head">
        <h1>Jobs</h1>
        <span class="newer" role="status">
          {waiting > 0 && (
            <button type="button" class="btn" onClick={() => list.showWaiting()} data-newer>
              Show {count(waiting)} more
            </button>
          )}
          {gone > 0 && (
            <button type="button" class="btn" onClick={() => setAnew(anew + 1)}>
              Show the list without {count(gone)} that no longer match
            </button>
          )}
        </span>
        <span class="sp" />
        <span data-all>
          <Fold name="All that match…">
            {BULK_ACTIONS.map((action) => (
              <ActionButton key={action} onClick={() => setAsked({ action, of: filter })} refusal={refusal}>
                {`${COMMAND_WORDS[action].button}…`}
              </ActionButton>
            ))}
          </Fold>
        </span>
      </div>
      <Filters />
      {list.error.value !== undefined && rows.length === 0 && <Failed error={list.error.value} />}
      {!list.isRead.value && list.error.value === undefined && <Loading rows={8} />}
      {isNone && waiting === 0 && isWhole && <None />}
      {isNone && !isWhole && (
        <Empty
          title={line(
            `There are no ${filterInWords(filter)} among the newest; older ones were not looked at.`,
          )}
        >
          <button type="button" class="btn" onClick={() => void more()} disabled={isReading}>
            Look further
          </button>
        </Empty>
      )}
      {rows.length > 0 && (
        <div class="panel">
          <JobTable list={list} />
          <Chosen list={list} ask={setAsked} />
          <p class="pb foot t3">
            <span>
              {isWhole ? `All ${count(rows.length)} are shown` : `${count(rows.length)} are shown`}, newest
              first.
            </span>
            {!isWhole && (
              <button type="button" class="btn" onClick={() => void more()} disabled={isReading}>
                Show more
              </button>
            )}
          </p>
        </div>
      )}
      {asked && (
        <BulkDialog
          {...asked}
          // Of what is deleted nothing is left to choose.
          onBegun={() => asked.action === 'delete' && list.chooseNone()}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

/** How many jobs are chosen, and what can be done to these. */
function Chosen({ list, ask }: { list: JobList; ask: (asked: Asked) => void }) {
  const ids = [...list.chosen.value];
  if (ids.length === 0) return null;
  const refusal = ids.length > CHOSEN_MAX ? `At most ${CHOSEN_MAX} can be chosen.` : undefined;
  return (
    <section class="acts chosen" aria-label="Chosen jobs">
      <strong role="status">{count(ids.length)} chosen</strong>
      {BULK_ACTIONS.map((action) => (
        <ActionButton
          key={action}
          onClick={() => ask({ action, of: ids })}
          refusal={refusal}
          isExplained={action === 'delete'}
        >
          {`${COMMAND_WORDS[action].button}…`}
        </ActionButton>
      ))}
      <button type="button" class="btn quiet" onClick={() => list.chooseNone()}>
        Choose none
      </button>
    </section>
  );
}

function None() {
  const filter = filterOf(place.value.query);
  if (Object.keys(filter).length === 0) return <FirstJob />;
  return (
    <Empty title={line(`There are no ${filterInWords(filter)}.`)}>
      <p>
        <a href={addressOf('/jobs')}>Look at all jobs</a>
      </p>
    </Empty>
  );
}
