import type { Signal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { defined } from '../../contract/plain-data.ts';
import type { Schedule } from '../../contract/schedule.ts';
import { MISSED_POLICIES, OVERLAP_POLICIES, PRECISIONS } from '../../contract/schedule.ts';
import { interval, readInterval } from '../text/format.ts';

/** The fields of a schedule as they are typed; empty ones are not given. */
export type Typed = { [Field in Exclude<keyof Schedule, 'timezone'>]?: string };

/** Mistakes by the fields that they are in. */
export type Mistakes = Readonly<Record<string, string>>;

const TEXTS: readonly { field: keyof Typed; label: string; hint: string }[] = [
  { field: 'cron', label: 'Cron', hint: '0 9 * * 1-5' },
  { field: 'every', label: 'Every', hint: '90 s, 5 min, 2 h' },
  { field: 'tz', label: 'Zone', hint: 'Europe/Paris' },
  { field: 'start_at', label: 'Start', hint: '2027-01-01T09:00' },
  { field: 'endDate', label: 'End', hint: '2027-12-31T23:59' },
  { field: 'limit', label: 'Limit of runs', hint: 'none' },
];

/** Fields that are always shown. */
const FIRST = 3;

const CHOICES: readonly { field: keyof Typed; label: string; of: readonly string[] }[] = [
  { field: 'overlap', label: 'If one still runs', of: OVERLAP_POLICIES },
  { field: 'missed', label: 'If it was missed', of: MISSED_POLICIES },
  { field: 'precision', label: 'Precision', of: PRECISIONS },
];

/** The schedule that was typed; numbers that cannot be read are left to the API, which says what is wrong with them. */
export function scheduleOf(typed: Typed): Schedule {
  const given = Object.entries(typed).filter(([, value]) => value !== undefined && value.trim() !== '');
  const read = given.map(([field, value]) => {
    if (field === 'every') return [field, readInterval(value) ?? asNumber(value)];
    const isMoment = field === 'start_at' || field === 'endDate';
    if (field === 'limit' || (isMoment && /^\d+$/.test(value))) return [field, asNumber(value)];
    return [field, value.trim()];
  });
  return Object.fromEntries(read) as Schedule;
}

/** What is typed with what was suggested in its place. */
export const withSuggested = (typed: Typed, { cron, every }: Pick<Schedule, 'cron' | 'every'>): Typed => ({
  ...typed,
  ...defined({ cron, every: every === undefined ? undefined : intervalAsTyped(every) }),
});

/** An interval as it is typed. */
export const intervalAsTyped = (ms: number): string => interval(ms).replaceAll(',', '');

const asNumber = (text: string) =>
  text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;

/** The fields of a schedule, with what is wrong under each. */
export function ScheduleForm(props: { typed: Signal<Typed>; mistakes: Mistakes; isOfJob?: boolean }) {
  const { typed, mistakes, isOfJob } = props;
  const id = useId();
  const set = (field: keyof Typed, value: string) => {
    typed.value = { ...typed.value, [field]: value };
  };
  const text = ({ field, label, hint }: (typeof TEXTS)[number]) => (
    <label key={field}>
      <span>{label}</span>
      <input
        name={field}
        autofocus={isOfJob === true && field === 'cron'}
        value={typed.value[field] ?? ''}
        placeholder={hint}
        list={field === 'tz' ? `${id}-zones` : undefined}
        autocomplete="off"
        spellcheck={false}
        aria-invalid={mistakes[field] !== undefined}
        aria-describedby={mistakes[field] === undefined ? undefined : `${id}-${field}`}
        onInput={({ currentTarget }) => set(field, currentTarget.value)}
      />
      {mistakes[field] !== undefined && (
        <small class="mistake" id={`${id}-${field}`}>
          {mistakes[field]}
        </small>
      )}
    </label>
  );
  // A job has each choice made already.
  const others = [...TEXTS.slice(FIRST), ...(isOfJob ? [] : CHOICES)].map(({ field }) => field);
  const isAsked = others.some((field) => typed.peek()[field] !== undefined || mistakes[field] !== undefined);
  return (
    <div class="fields">
      {TEXTS.slice(0, FIRST).map(text)}
      <details open={isAsked}>
        <summary>Start, end, limit, and what else it can have</summary>
        <div class="fields">
          {TEXTS.slice(FIRST).map(text)}
          {CHOICES.map(({ field, label, of }) => (
            <label key={field}>
              <span>{label}</span>
              <select
                name={field}
                value={typed.value[field] ?? ''}
                onChange={({ currentTarget }) => set(field, currentTarget.value)}
              >
                <option value="">{isOfJob ? 'as it is' : 'the default'}</option>
                {of.map((each) => (
                  <option key={each} value={each}>
                    {each}
                  </option>
                ))}
              </select>
            </label>
          ))}
        </div>
      </details>
      <datalist id={`${id}-zones`}>
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </div>
  );
}
