import { type Signal, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { syncClock } from '../state/clock.ts';

/** What was read, and when; `error` is that of the last try, beside what an earlier one gave. */
export interface Live<T> {
  data: Signal<T | undefined>;
  error: Signal<unknown>;
}

/** Most views that are kept for coming back to them. */
const KEPT = 40;
const kept = new Map<string, Live<unknown>>();

/** Of an embedded cloud a poll costs nothing; elsewhere it is paid for, also by way of `ductape ui`. */
const isNear =
  /^(localhost|127\.0\.0\.1|\[::1\])$/.test(location.hostname) &&
  !('far' in document.documentElement.dataset);

/** Between two polls of a tab that is used, ms. */
export const EVERY_MS = { one: 2000, list: isNear ? 2000 : 5000, figures: isNear ? 5000 : 60_000 };

const MINUTE = 60_000;
const BACKOFF_MAX = 30_000;

let usedAt = Date.now();
const wakes = new Set<() => void>();

/** Has every view that is seen read anew at once, as after a command. */
export const refresh = (): void => {
  for (const wake of [...wakes]) wake();
};

/** Follows whether the tab is used and seen: one that is hidden polls nothing, and one that is not used seldom. */
export function startLive(): void {
  const used = () => {
    const wasIdle = Date.now() - usedAt > 10 * MINUTE;
    usedAt = Date.now();
    if (wasIdle) refresh();
  };
  for (const name of ['pointermove', 'pointerdown', 'keydown', 'wheel'])
    addEventListener(name, used, { passive: true });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) refresh();
  });
}

function pauseAfter(everyMs: number, failures: number): number {
  if (failures > 0) return Math.min(1000 * 2 ** (failures - 1), BACKOFF_MAX);
  const unused = Date.now() - usedAt;
  if (unused > 10 * MINUTE) return 10 * everyMs;
  return unused > MINUTE ? 3 * everyMs : everyMs;
}

/** Runs `work` at once and again and again while the tab is seen, slower while it fails; gives what ends it. */
export function poll(work: () => Promise<unknown>, everyMs: number): () => void {
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAtWork = false;
  let isWanted = false;
  let isOver = false;
  const turn = async () => {
    clearTimeout(timer);
    // What is at work may have read before what it is wanted for was done.
    isWanted = isAtWork;
    if (isAtWork || isOver || document.hidden) return;
    isAtWork = true;
    try {
      await Promise.all([work(), syncClock()]);
      failures = 0;
    } catch {
      failures += 1;
    }
    isAtWork = false;
    if (!isOver) timer = setTimeout(start, isWanted ? 0 : pauseAfter(everyMs, failures));
  };
  const start = () => void turn();
  wakes.add(start);
  start();
  return () => {
    isOver = true;
    clearTimeout(timer);
    wakes.delete(start);
  };
}

/** What `load` gives, kept by `key` and read again and again while the component is shown. */
export function useLive<T>(key: string, load: () => Promise<T>, everyMs: number): Live<T> {
  const live = entryOf<T>(key);
  useEffect(
    () =>
      poll(async () => {
        try {
          live.data.value = await load();
          live.error.value = undefined;
        } catch (error) {
          live.error.value = error;
          throw error;
        }
      }, everyMs),
    [key],
  );
  return live;
}

function entryOf<T>(key: string): Live<T> {
  const known = kept.get(key) as Live<T> | undefined;
  const live = known ?? { data: signal<T | undefined>(undefined), error: signal<unknown>(undefined) };
  kept.delete(key);
  kept.set(key, live as Live<unknown>);
  const [oldest] = kept.keys();
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
  return live;
}
