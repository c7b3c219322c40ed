import { JOB_STATUSES } from '../../../contract/job.ts';
import { NAMESPACES } from '../../../contract/namespaces.ts';
import { Choice, Words } from '../../parts/fields.tsx';
import { addressOf, go, place } from '../../router.ts';

/** Where there is room the fields are always shown. */
const isWide = matchMedia('(min-width: 720px)').matches;

const FIELDS = ['status', 'namespace', 'kind', 'q', 'target', 'error', 'failing'] as const;

/** What narrows the list; each is in the address. */
export function Filters() {
  const { query } = place.value;
  const current = Object.fromEntries(FIELDS.map((name) => [name, query.get(name) ?? '']));
  const set = (name: string, value: string) => go(addressOf('/jobs', { ...current, [name]: value.trim() }));
  const active = FIELDS.filter((name) => current[name] !== '').length;
  return (
    <details class="sheet" open={isWide}>
      <summary class="btn">Filter{active > 0 && ` (${active})`}</summary>
      <form class="filters" onSubmit={(event) => event.preventDefault()} aria-label="Filter">
        <Choice name="status" label="State" of={JOB_STATUSES} value={current['status'] ?? ''} set={set} />
        <Choice
          name="namespace"
          label="Namespace"
          of={NAMESPACES}
          value={current['namespace'] ?? ''}
          set={set}
        />
        <Choice name="kind" label="Kind" of={['recurring', 'once']} value={current['kind'] ?? ''} set={set} />
        <Words name="q" label="Begins with" hint="pay" value={current['q'] ?? ''} set={set} />
        <Words
          name="target"
          label="Target"
          hint="payments:charge"
          value={current['target'] ?? ''}
          set={set}
        />
        <Words name="error" label="Last error" hint="TIMEOUT" value={current['error'] ?? ''} set={set} />
        <label class="tick">
          <input
            type="checkbox"
            checked={current['failing'] === 'true'}
            onChange={({ currentTarget }) => set('failing', currentTarget.checked ? 'true' : '')}
          />
          <span>Failing</span>
        </label>
        {active > 0 && (
          <a class="btn quiet" href={addressOf('/jobs')}>
            Clear
          </a>
        )}
      </form>
    </details>
  );
}
