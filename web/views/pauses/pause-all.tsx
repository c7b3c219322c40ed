import { useSignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { HoldScope } from '../../../contract/hold.ts';
import { NAMESPACES } from '../../../contract/namespaces.ts';
import { defined } from '../../../contract/plain-data.ts';
import { ductape } from '../../api/client.ts';
import { EVERY_MS, useLive } from '../../api/live.ts';
import { ActionButton } from '../../parts/action-button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { Icon } from '../../parts/icons.tsx';
import { line } from '../../parts/small.tsx';
import { Loaded } from '../../parts/states.tsx';
import { say } from '../../parts/toast.tsx';
import { addressOf, place } from '../../router.ts';
import { now } from '../../state/clock.ts';
import { figuresOf, holdsHere, isSameScope } from '../../state/holds.ts';
import { isScopeKnown, scopeOf } from '../../state/scope.ts';
import { holdEffect, holdInWords, holdSentence } from '../../text/holds.ts';
import { readUntil, type UntilTyped } from '../../text/until.ts';
import { Until } from './until.tsx';

/** Longest reason that the API takes, characters. */
const REASON_MAX = 200;

/** Stops everything of a scope, on every view. */
export function PauseAllButton() {
  const [isAsked, setAsked] = useState(false);
  return (
    <>
      <ActionButton onClick={() => setAsked(true)} label="Pause all">
        <Icon look="pause" />
        <span class="wide-only">Pause all</span>
      </ActionButton>
      {isAsked && <PauseAll onClose={() => setAsked(false)} />}
    </>
  );
}

function PauseAll({ onClose }: { onClose: () => void }) {
  const [where, setWhere] = useState(place.value.query.get('in') ?? '');
  const [namespace, setNamespace] = useState<HoldScope['namespace']>(undefined);
  const [reason, setReason] = useState('');
  const until = useSignal<UntilTyped>({ how: 'by hand', at: '' });
  const scope: HoldScope = {
    ...scopeOf(new URLSearchParams({ in: where.trim() })),
    ...defined({ namespace }),
  };
  const isKnown = isScopeKnown(scope);
  const what = line(holdInWords(scope));
  const end = readUntil(until.value, now.value);
  const run = async () => {
    const hold = await ductape.jobs.pauseAll({ ...scope, reason: reason.trim(), ...(end && { until: end }) });
    say(`Paused: ${line(holdInWords(hold))}.`, '/pauses');
  };
  return (
    <Confirm
      title={`Pause ${what}?`}
      button={`Pause ${what}`}
      blocked={reason.trim() === '' || end === null || !isKnown}
      run={run}
      onClose={onClose}
    >
      <div class="fields">
        <label>
          <span>Product and env</span>
          <input
            name="where"
            value={where}
            placeholder="all products"
            list="scopes"
            autocomplete="off"
            spellcheck={false}
            aria-invalid={!isKnown}
            onInput={({ currentTarget }) => setWhere(currentTarget.value)}
          />
          {!isKnown && <small class="mistake">There is no such product and env, such as shop/dev.</small>}
        </label>
        <label>
          <span>Namespace</span>
          <select
            name="namespace"
            onChange={({ currentTarget }) =>
              setNamespace(NAMESPACES.find((name) => name === currentTarget.value))
            }
          >
            <option value="">all</option>
            {NAMESPACES.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      </div>
      <label class="field">
        <span>Reason, shown with the jobs and in their histories</span>
        <input
          name="reason"
          value={reason}
          maxLength={REASON_MAX}
          required
          autofocus
          onInput={({ currentTarget }) => setReason(currentTarget.value)}
        />
      </label>
      <Until typed={until} />
      {end === null && until.value.at !== '' && <p class="refused">It has to end later than now.</p>}
      {isKnown && <Effect scope={scope} />}
      <p class="t3">
        <a href={addressOf('/pauses')} onClick={onClose}>
          What is paused now
        </a>
      </p>
    </Confirm>
  );
}

/** What the hold would do, by the figures of now, and what it would take the place of. */
function Effect({ scope }: { scope: HoldScope }) {
  const figures = useLive(`hold ${JSON.stringify(scope)}`, () => figuresOf(scope), EVERY_MS.figures);
  const same = holdsHere().find((hold) => isSameScope(hold, scope));
  return (
    <Loaded live={figures} rows={3}>
      {(found) => (
        <ul class="effects">
          {holdEffect(found).map((each) => (
            <li key={each}>{each}</li>
          ))}
          {same && <li>It takes the place of the pause {line(holdSentence(same, now.value), 300)}</li>}
        </ul>
      )}
    </Loaded>
  );
}
