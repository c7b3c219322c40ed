import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { SchedulePreview } from '../../contract/preview.ts';
import type { Schedule } from '../../contract/schedule.ts';
import { DuctapeError } from '../../sdk/ductape-error.ts';
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

/** Previews a schedule as it is typed; without one it says nothing. */
export function usePreview(schedule: Schedule | undefined, count: number): Previewed {
  const key = schedule && JSON.stringify([schedule, count]);
  return useAsked(key, () => ductape.jobs.preview(schedule ?? {}, { count }));
}

/** What the API says, asked anew when the key is another one; without a key it says nothing. */
export function useAsked(key: string | undefined, ask: () => Promise<SchedulePreview>): Previewed {
  const found = useSignal(NOTHING);
  useEffect(() => {
    if (key === undefined) {
      found.value = NOTHING;
      return undefined;
    }
    let isOver = false;
    const look = async () => {
      try {
        const preview = await ask();
        if (!isOver) found.value = { ...NOTHING, preview };
      } catch (error) {
        if (!isOver) found.value = { preview: found.value.preview, isOld: true, ...mistakesOf(error) };
      }
    };
    const timer = setTimeout(() => void look(), found.value.preview === undefined ? 0 : TYPING_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [key]);
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
