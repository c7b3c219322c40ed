import { useState } from 'preact/hooks';
import type { CommandName } from '../../../contract/commands.ts';
import type { Job } from '../../../contract/job.ts';
import { ductape } from '../../api/client.ts';
import { ActionButton } from '../../parts/action-button.tsx';
import { Confirm } from '../../parts/confirm.tsx';
import { Reason, reasonOf } from '../../parts/fields.tsx';
import { Fold } from '../../parts/fold.tsx';
import { line } from '../../parts/small.tsx';
import { say } from '../../parts/toast.tsx';
import { addressOf, go } from '../../router.ts';
import { now } from '../../state/clock.ts';
import { COMMAND_WORDS, effectOf, refusalOf } from '../../text/effects.ts';
import { titleOf } from '../../text/words.ts';
import { Reschedule } from './reschedule.tsx';

/** In the order in which they are shown: what the state asks for goes first. */
const ORDER: readonly CommandName[] = [
  'retry',
  'resume',
  'trigger',
  'pause',
  'reschedule',
  'cancel',
  'delete',
];
/** The keys that ask for them. */
const HOTKEYS: Partial<Record<CommandName, string>> = {
  trigger: 'r',
  retry: 't',
  pause: 'p',
  resume: 'p',
  reschedule: 'e',
};
const FINAL: readonly CommandName[] = ['cancel', 'delete'];

/** What can be done to a job; what its state does not allow is there, with the reason. */
export function Actions({ job }: { job: Job }) {
  const [asked, setAsked] = useState<CommandName | undefined>(undefined);
  const close = () => setAsked(undefined);
  const allowed = ORDER.filter((name) => refusalOf(name, job) === undefined);
  const refused = ORDER.filter((name) => refusalOf(name, job) !== undefined);
  const first = allowed.find((name) => !FINAL.includes(name));
  return (
    <div class="acts">
      {allowed.map((name) => (
        <ActionButton
          key={name}
          onClick={() => setAsked(name)}
          hotkey={HOTKEYS[name]}
          {...(name === first && { look: 'main' as const })}
          {...(FINAL.includes(name) && { look: 'danger' as const })}
        >
          {`${COMMAND_WORDS[name].button}…`}
        </ActionButton>
      ))}
      {refused.length > 0 && (
        <Fold name="What is not possible now">
          {refused.map((name) => (
            <ActionButton
              key={name}
              onClick={() => setAsked(name)}
              refusal={refusalOf(name, job)}
              isExplained
            >
              {`${COMMAND_WORDS[name].button}…`}
            </ActionButton>
          ))}
        </Fold>
      )}
      {asked === 'reschedule' && <Reschedule job={job} onClose={close} />}
      {asked !== undefined && asked !== 'reschedule' && <Ask name={asked} job={job} onClose={close} />}
    </div>
  );
}

/** Asks whether a command is to be done, and says what it will do. */
export function Ask({
  name,
  job,
  onClose,
}: {
  name: Exclude<CommandName, 'reschedule'>;
  job: Job;
  onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const [isNewKey, setNewKey] = useState(false);
  // A browser sends what was lost on its way again by itself.
  const [key] = useState(() => crypto.randomUUID());
  const words = COMMAND_WORDS[name];
  const run = async () => {
    await change(name, job.id, { reason, isNewKey, key });
    say(`${line(titleOf(job), 60)}: ${words.done}`);
    if (name === 'delete') go(addressOf('/jobs'));
  };
  return (
    <Confirm
      title={words.title}
      button={words.confirm}
      danger={FINAL.includes(name)}
      run={run}
      onClose={onClose}
    >
      <p>
        <strong class="wrap">{line(titleOf(job))}</strong> <span class="mono t3">{job.id}</span>
      </p>
      <p>{effectOf(name, job, now.value)}</p>
      {name !== 'delete' && <Reason value={reason} set={setReason} />}
      {name === 'retry' && (
        <label class="tick">
          <input
            type="checkbox"
            checked={isNewKey}
            onChange={({ currentTarget }) => setNewKey(currentTarget.checked)}
          />
          <span>With a new idempotency key: the target may do its work twice</span>
        </label>
      )}
    </Confirm>
  );
}

function change(
  name: Exclude<CommandName, 'reschedule'>,
  id: string,
  typed: { reason: string; isNewKey: boolean; key: string },
): Promise<unknown> {
  const reason = reasonOf(typed.reason);
  const { jobs } = ductape;
  switch (name) {
    case 'trigger':
      return jobs.trigger(id, { ...reason, idempotency_key: typed.key });
    case 'pause':
      return jobs.pause(id, reason);
    case 'resume':
      return jobs.resume(id, reason);
    case 'retry':
      return jobs.retry(id, { ...reason, ...(typed.isNewKey && { new_key: true }) });
    case 'cancel':
      return jobs.cancel(id, reason);
    case 'delete':
      return jobs.delete(id);
  }
}
