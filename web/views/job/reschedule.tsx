import { useSignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { Job } from '../../../contract/job.ts';
import { defined } from '../../../contract/plain-data.ts';
import type { SchedulePatch } from '../../../contract/schedule.ts';
import { ductape } from '../../api/client.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { Reason, reasonOf } from '../../parts/fields.tsx';
import { Occurrences, Warnings } from '../../parts/occurrences.tsx';
import {
  intervalAsTyped,
  ScheduleForm,
  scheduleOf,
  type Typed,
  withSuggested,
} from '../../parts/schedule-form.tsx';
import { block, line } from '../../parts/small.tsx';
import { say } from '../../parts/toast.tsx';
import { now } from '../../state/clock.ts';
import { useRest } from '../../state/schedule-of.ts';
import { COMMAND_WORDS, effectOf } from '../../text/effects.ts';
import { titleOf } from '../../text/words.ts';

/** How many times of each schedule stand beside the other's. */
const SHOWN = 5;

/** Changes the schedule of a job, with what it means now beside what it will mean. */
export function Reschedule({ job, onClose }: { job: Job; onClose: () => void }) {
  const before = typedOf(job);
  const typed = useSignal<Typed>(before);
  const [reason, setReason] = useState('');
  const patch = patchOf(before, typed.value);
  const isChanged = Object.keys(patch).length > 0;
  const { cron, every, start_at: start } = typed.value;
  const isOnceThen = job.recurring && isEmpty(cron) && isEmpty(every);
  const later = useRest(job, SHOWN, isChanged ? patch : undefined);
  const today = useRest(job, SHOWN);
  const run = async () => {
    await ductape.jobs.reschedule(job.id, patch, reasonOf(reason));
    say(`${line(titleOf(job), 60)}: ${COMMAND_WORDS.reschedule.done}`);
  };
  return (
    <Confirm
      title={COMMAND_WORDS.reschedule.title}
      button={COMMAND_WORDS.reschedule.confirm}
      wide
      blocked={!isChanged || later.isOld || (isOnceThen && isEmpty(start))}
      run={run}
      onClose={onClose}
    >
      <ScheduleForm typed={typed} mistakes={later.mistakes} isOfJob />
      {later.error !== undefined && <p class="refused wrap">{block(later.error)}</p>}
      {isOnceThen && (
        <p class="refused">
          Without a cron and an interval it runs once more and then never again, which cannot be undone.
          {isEmpty(start) && ' Say when: it needs a start.'}
        </p>
      )}
      {!isEmpty(cron) && !isEmpty(every) && (
        <p class="refused">The interval is what counts: with one, the cron is not used.</p>
      )}
      <div class="two">
        <section>
          <h3>Now</h3>
          {today.preview ? (
            <>
              <p>{block(today.preview.reading)}</p>
              <Occurrences preview={today.preview} name="As it is" />
            </>
          ) : (
            <p class="t3">{job.recurring ? 'No run follows.' : 'It runs once.'}</p>
          )}
        </section>
        <section class={later.isOld ? 'old' : ''}>
          <h3>{isChanged ? 'As changed' : 'As it would be'}</h3>
          {later.preview && (
            <>
              <p>{block(later.preview.reading)}</p>
              <Occurrences
                preview={later.preview}
                name="As changed"
                before={isChanged ? today.preview : undefined}
              />
              <p class="t3">About {later.preview.price.usd.toFixed(2)} USD on AWS in 30 days.</p>
              <Warnings
                warnings={later.preview.warnings}
                use={(suggested) => {
                  typed.value = withSuggested(typed.value, suggested);
                }}
              />
            </>
          )}
        </section>
      </div>
      <Reason value={reason} set={setReason} />
      {job.name !== undefined && (
        <p class="t3">
          It has a name: the next declaration of it, such as a deploy, gives it the declared schedule again.
        </p>
      )}
      <p class="t3">{effectOf('reschedule', job, now.value)}</p>
    </Confirm>
  );
}

const isEmpty = (text: string | undefined) => (text ?? '').trim() === '';

function typedOf({ cron, every, tz, limit, end_date: end, ...job }: Job): Typed {
  const isOnce = !job.recurring;
  const iso = (at: number) => new Date(at).toISOString();
  return defined({
    cron,
    every: every === undefined ? undefined : intervalAsTyped(every),
    tz: cron === undefined && !isOnce ? undefined : tz,
    start_at: isOnce ? iso(job.next_run_at ?? job.scheduled_at) : undefined,
    limit: limit === undefined ? undefined : String(limit),
    endDate: end === undefined ? undefined : iso(end),
    overlap: isOnce ? undefined : job.overlap,
    missed: isOnce ? undefined : job.missed,
    precision: job.precision,
  });
}

/** What was changed; a field that was emptied is taken away. */
function patchOf(before: Typed, after: Typed): SchedulePatch {
  const read = scheduleOf(after);
  const fields = Object.keys({ ...before, ...after }) as (keyof Typed)[];
  const changed = fields.filter((field) => (before[field] ?? '') !== (after[field] ?? ''));
  return Object.fromEntries(changed.map((field) => [field, read[field] ?? null]));
}
