import { useState } from 'preact/hooks';
import type { AuditEntry } from '../../contract/audit.ts';
import { ductape } from '../api/client.ts';
import { addressOf } from '../router.ts';
import { changesOf, deedOf, type FieldChange, undoEffectOf, viaOf } from '../text/audit.ts';
import { shortId } from '../text/words.ts';
import { ActionButton } from './action-button.tsx';
import { Confirm } from './confirm.tsx';
import { Reason, reasonOf } from './fields.tsx';
import { line, Time } from './small.tsx';
import { say } from './toast.tsx';

/** Commands, newest first: who, what, when, why, and its undo. @param ofJob they are all of one job */
export function Entries({ entries, ofJob }: { entries: readonly AuditEntry[]; ofJob?: boolean }) {
  const undone = new Set(entries.map(({ undoes }) => undoes));
  return (
    <ul class="rows changes">
      {entries.map((entry) => (
        <Entry key={entry.id} entry={entry} ofJob={ofJob ?? false} isUndone={undone.has(entry.id)} />
      ))}
    </ul>
  );
}

function Entry({ entry, ofJob, isUndone }: { entry: AuditEntry; ofJob: boolean; isUndone: boolean }) {
  const [isAsked, setAsked] = useState(false);
  const { reason, undo } = entry;
  return (
    <li>
      <div class="detail">
        <p class="wrap">
          <strong>{line(entry.actor)}</strong> {deedOf(entry)} {!ofJob && <Subject entry={entry} />}
        </p>
        <p class="sub wrap">
          <Time at={entry.at} /> · {line(viaOf(entry))}
          {entry.bulk_id !== undefined && (
            <>
              {' · '}
              <a href={addressOf(`/bulk/${entry.bulk_id}`)}>with many jobs</a>
            </>
          )}
        </p>
        {reason !== undefined && <p class="wrap">“{line(reason, 500)}”</p>}
        <Changed changes={changesOf(entry)} />
        {isUndone && <p class="t3">It was undone.</p>}
        {!isUndone && undo?.still_possible === false && (
          <p class="t3 wrap">It cannot be undone any more. {line(undo.why_not ?? '')}</p>
        )}
      </div>
      {undo && undo.still_possible !== false && !isUndone && (
        <div class="acts">
          <ActionButton onClick={() => setAsked(true)}>Undo…</ActionButton>
        </div>
      )}
      {isAsked && <Undo entry={entry} onClose={() => setAsked(false)} />}
    </li>
  );
}

/** What it was done to. */
function Subject({ entry }: { entry: AuditEntry }) {
  const { job_id, name, target, product, env, namespace } = entry;
  const scope = `${product ?? 'all products'}/${env ?? 'all envs'}${namespace === undefined ? '' : ` ${namespace}`}`;
  if (job_id === undefined) return <>{line(scope)}</>;
  const text = name ?? `${target ?? 'job'} ${shortId(job_id)}`;
  return (
    <>
      <a href={addressOf(`/jobs/${job_id}`)}>{line(text)}</a> <span class="t3">of {line(scope)}</span>
    </>
  );
}

function Changed({ changes }: { changes: readonly FieldChange[] }) {
  if (changes.length === 0) return null;
  return (
    <details open={changes.length <= 3}>
      <summary>{changes.length === 1 ? 'One field' : `${changes.length} fields`}</summary>
      <dl class="facts">
        {changes.map(({ name, from, to }) => (
          <>
            <dt>{line(name)}</dt>
            <dd class="wrap">
              <Shown value={from} /> → <Shown value={to} />
            </dd>
          </>
        ))}
      </dl>
    </details>
  );
}

function Shown({ value }: { value: FieldChange['from'] }) {
  if (value === undefined) return <span>–</span>;
  return 'at' in value ? <Time at={value.at} short /> : <span>{line(value.text, 300)}</span>;
}

function Undo({ entry, onClose }: { entry: AuditEntry; onClose: () => void }) {
  const [reason, setReason] = useState('');
  return (
    <Confirm
      title="Undo this?"
      button="Undo it"
      run={async () => {
        await ductape.jobs.undo(entry.id, reasonOf(reason));
        say('It is undone.');
      }}
      onClose={onClose}
    >
      <p class="wrap">
        {line(entry.actor)} {deedOf(entry)} <Subject entry={entry} />
      </p>
      <p>{undoEffectOf(entry)}</p>
      <p class="t3">It is refused if another command has changed the job since.</p>
      <Reason value={reason} set={setReason} />
    </Confirm>
  );
}
