import { useSignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { BulkAction, BulkProgress, BulkRequest } from '../../../contract/bulk.ts';
import type { JobFilter } from '../../../contract/job.ts';
import { ductape } from '../../api/client.ts';
import { refresh } from '../../api/live.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Reason, reasonOf } from '../../parts/fields.tsx';
import { line, Time } from '../../parts/small.tsx';
import { Failed, Loading } from '../../parts/states.tsx';
import { say } from '../../parts/toast.tsx';
import { addressOf } from '../../router.ts';
import { filterInWords } from '../../state/job-filter.ts';
import { BULK_DONE, BULK_EFFECTS, bulkButton, COMMAND_WORDS } from '../../text/effects.ts';
import { count, counted } from '../../text/format.ts';

type Do = (request: BulkRequest, told?: (progress: BulkProgress) => void) => Promise<BulkProgress>;

/** By which call each is done. */
const CALLS: Record<BulkAction, Do> = {
  cancel: (request, told) => ductape.jobs.cancelMany(request, told),
  pause: (request, told) => ductape.jobs.pauseMany(request, told),
  resume: (request, told) => ductape.jobs.resumeMany(request, told),
  retry: (request, told) => ductape.jobs.retryMany(request, told),
  delete: (request, told) => ductape.jobs.deleteMany(request, told),
};

const isChosen = (of: JobFilter | readonly string[]): of is readonly string[] => Array.isArray(of);

function requestOf(of: JobFilter | readonly string[], action: BulkAction): BulkRequest {
  // A job that is named is meant, however it was paused.
  if (isChosen(of)) return { ids: [...of], ...(action === 'resume' && { include_paused_by_hand: true }) };
  return { ...of, ...(Object.keys(of).length === 0 && { all: true }) };
}

/** Counts first which jobs a command would change, says it, and does it only then. */
export function BulkDialog(props: {
  action: BulkAction;
  /** Those that match, or those that were chosen. */
  of: JobFilter | readonly string[];
  /** Told when it is under way. */
  onBegun: () => void;
  onClose: () => void;
}) {
  const { action, of, onBegun, onClose } = props;
  const counts = useSignal<BulkProgress | undefined>(undefined);
  const error = useSignal<unknown>(undefined);
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [rate, setRate] = useState('10');
  const request = requestOf(of, action);
  const words = isChosen(of) ? counted(of.length, 'chosen job') : filterInWords(of);
  useEffect(() => {
    CALLS[action]({ ...request, dry_run: true }).then(
      (found) => {
        counts.value = found;
      },
      (failure: unknown) => {
        error.value = failure;
      },
    );
  }, []);
  const found = counts.value;
  const isFinal = action === 'cancel' || action === 'delete';
  const mustType = isFinal && (found?.count ?? 0) > 1;
  const hasRate = action === 'retry' && rate.trim() !== '';
  const isRateWrong = hasRate && !(Number(rate) >= 0.001 && Number(rate) <= 1000);
  const run = async () => {
    const whole = {
      ...request,
      // What comes to match between the count and now is left alone.
      ...(found && { as_of: found.created_at, total: found.count }),
      ...reasonOf(reason),
      ...(hasRate && { rate: Number(rate) }),
    };
    // The dialog goes as soon as it is under way; how far it is has a view of its own.
    const began = Promise.withResolvers<BulkProgress>();
    CALLS[action](whole, began.resolve).then(({ id, count: done, failed }) => {
      const others = failed === 0 ? '' : `, ${count(failed)} could not be`;
      say(`${counted(done, 'job')} ${BULK_DONE[action]}${others}.`, addressOf(`/bulk/${id}`));
      refresh();
    }, began.reject);
    const { id, status } = await began.promise;
    onBegun();
    if (status === 'running') say(`It is under way, also without this page.`, addressOf(`/bulk/${id}`));
  };
  return (
    <Confirm
      title={line(`${COMMAND_WORDS[action].button}: ${words}`)}
      button={found ? bulkButton(action, found.count) : 'Counting…'}
      danger={isFinal}
      blocked={
        !found || found.count === 0 || isRateWrong || (mustType && typed.trim() !== String(found.count))
      }
      run={run}
      onClose={onClose}
    >
      {error.value !== undefined && <Failed error={error.value} />}
      {!found && error.value === undefined && <Loading />}
      {found && (
        <>
          <p>
            <strong>{counted(found.count, 'job')}</strong>{' '}
            {found.count === 0 ? 'can be changed so.' : `would be ${BULK_DONE[action]}.`}
          </p>
          <ul class="plain">
            {(found.counts ?? []).map((each) => (
              <li key={`${each.product}/${each.env} ${each.status}`}>
                {line(`${each.product}/${each.env}`, 60)}: {count(each.count)} {each.status}
              </li>
            ))}
          </ul>
          <p class="sub">{BULK_EFFECTS[action]}</p>
          {isChosen(of) && of.length > found.count && (
            <p class="t3">
              {counted(of.length - found.count, 'chosen job')} cannot be changed so, and{' '}
              {of.length - found.count === 1 ? 'is' : 'are'} left as{' '}
              {of.length - found.count === 1 ? 'it is' : 'they are'}.
            </p>
          )}
          <p class="t3">
            The count is of <Time at={found.created_at} short />. Jobs that match only since then are left
            alone.
          </p>
          <Reason value={reason} set={setReason} />
          {action === 'retry' && (
            <label class="field">
              <span>Jobs that begin in a second, at most; empty for all at once</span>
              <input
                inputMode="decimal"
                value={rate}
                aria-invalid={isRateWrong}
                onInput={({ currentTarget }) => setRate(currentTarget.value)}
              />
              {isRateWrong && <small class="mistake">A number from 0.001 to 1000 is expected.</small>}
            </label>
          )}
          {mustType && (
            <label class="field">
              <span>Type {found.count} to confirm</span>
              <input
                name="number"
                inputMode="numeric"
                autocomplete="off"
                value={typed}
                onInput={({ currentTarget }) => setTyped(currentTarget.value)}
              />
            </label>
          )}
        </>
      )}
    </Confirm>
  );
}
