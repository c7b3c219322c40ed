import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SchedulePreview } from '../../contract/preview.ts';
import type { Schedule } from '../../contract/schedule.ts';
import { DuctapeError } from '../../sdk/index.ts';
import { ductape, errorText } from '../api/client.ts';

/** Waits for the next key before it asks, ms. */
const TYPING_MS = 250;

/** What the API says of a schedule; `isOld` while it is of what was typed before. */
export interface Previewed {
  preview: SchedulePreview | undefined;
  isOld: boolean;
  /** Mistakes by the fields of the schedule. */
  mistakes: Readonly<Record<string, string>>;
  /** What is wrong beside any field. */
  error: string | undefined;
}

const NOTHING: Previewed = { preview: undefined, isOld: false, mistakes: {}, error: undefined };

/** Previews a schedule as it is typed; without one it says nothing. @param again another value has it asked anew */
export function usePreview(schedule: Schedule | undefined, occurrences: number, again?: unknown): Previewed {
  const found = useSignal(NOTHING);
  const key = schedule && JSON.stringify(schedule);
  useEffect(() => {
    if (schedule === undefined) {
      found.value = NOTHING;
      return undefined;
    }
    let isOver = false;
    const ask = async () => {
      try {
        const preview = await ductape.jobs.preview(schedule, { count: occurrences });
        if (!isOver) found.value = { ...NOTHING, preview };
      } catch (error) {
        if (!isOver) found.value = { preview: found.value.preview, isOld: true, ...mistakesOf(error) };
      }
    };
    const timer = setTimeout(() => void ask(), found.value.preview === undefined ? 0 : TYPING_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [key, occurrences, again]);
  return found.value;
}

function mistakesOf(error: unknown): Pick<Previewed, 'mistakes' | 'error'> {
  const issues = error instanceof DuctapeError ? (error.issues ?? []) : [];
  const named = issues.map(({ path, message }) => [path.replace(/^schedule\.?/, ''), message] as const);
  const others = named.filter(([field]) => field === '').map(([, message]) => message);
  return {
    mistakes: Object.fromEntries(named.filter(([field]) => field !== '')),
    error: issues.length === 0 ? errorText(error) : others.join(' ') || undefined,
  };
}
