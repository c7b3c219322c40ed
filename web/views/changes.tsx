import { useState } from 'preact/hooks';
import { defined } from '../../contract/plain-data.ts';
import { ductape } from '../api/client.ts';
import { EVERY_MS, useLive } from '../api/live.ts';
import { Entries } from '../parts/entries.tsx';
import { Pager } from '../parts/pager.tsx';
import { Panel } from '../parts/small.tsx';
import { Empty, Loaded } from '../parts/states.tsx';
import { addressOf, go, place } from '../router.ts';
import { currentScope } from '../state/scope.ts';

/** Every command and its actor, newest first. */
export function Changes() {
  const { query } = place.value;
  const actor = query.get('actor') ?? undefined;
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const scope = currentScope();
  const page = useLive(
    `changes ${query.get('in') ?? ''} ${actor ?? ''} ${cursor ?? ''}`,
    () => ductape.jobs.listAudit({ ...scope, ...defined({ actor, cursor }) }),
    EVERY_MS.list,
  );
  return (
    <>
      <div class="head">
        <h1>Changes</h1>
        <span class="sp" />
        <a href={addressOf('/pauses')}>Pauses</a>
      </div>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          const asked = new FormData(event.currentTarget).get('actor');
          setCursors([]);
          go(addressOf('/changes', { actor: String(asked ?? '').trim() }), 'replace');
        }}
      >
        <label class="field">
          <span>By whom</span>
          <input name="actor" maxLength={256} defaultValue={actor} placeholder="a part of a name or ARN" />
        </label>
        <button type="submit" class="btn">
          Filter
        </button>
      </form>
      <Loaded live={page}>
        {({ entries, cursor: next }) => (
          <Panel title="Who changed what" subtitle={entries.length} flush>
            {entries.length === 0 ? <None actor={actor} /> : <Entries entries={entries} />}
            <Pager cursors={cursors} next={next} to={setCursors} words={['Newer', 'Older']} />
          </Panel>
        )}
      </Loaded>
    </>
  );
}

function None({ actor }: { actor: string | undefined }) {
  return (
    <Empty
      title={actor === undefined ? 'Nothing was changed here.' : 'Nothing was changed here by such a one.'}
    >
      <p class="t3">The dispatch of a one-time job is told on its own page only.</p>
    </Empty>
  );
}
