import { type Signal, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Changes } from '../../contract/changes.ts';
import { syncClock } from '../state/clock.ts';

/** What was read, and when; `error` is that of the last try, beside what an earlier one gave. */
export interface Live<T> {
  data: Signal<T | undefined>;
  error: Signal<unknown>;
}

/** What is read by {@link useLive}. */
export interface Looked<T> extends Live<T> {
  /** Has it read again at once. */
  again: () => void;
}

/** Most views that are kept for coming back to them. */
const KEPT = 40;
const kept = new Map<string, Live<unknown>>();

/** Of an embedded cloud a poll costs nothing; elsewhere it is paid for, also by way of `ductape ui`. */
const isNear =
  /^(localhost|127\.0\.0\.1|\[::1\])$/.test(location.hostname) &&
  !('far' in document.documentElement.dataset);

/** Between two polls of a tab that is used, ms. */
export const EVERY_MS = {
  /** Whether anything has changed. */
  changes: isNear ? 700 : 1200,
  one: 2000,
  /** At least, where changes say when there is something to read. */
  told: isNear ? 5000 : 60_000,
  list: isNear ? 2000 : 5000,
  figures: isNear ? 5000 : 60_000,
};

/** Between two looks because of changes, ms: a list of a busy system costs more than to ask whether it changed. */
const LEAST_MS = isNear ? 500 : 5000;

/** Which jobs changed, and have not been looked at since. */
export type Told = Pick<Changes, 'changed' | 'more'>;

const listeners = new Set<(told: Told) => void>();

/** Has every view that goes by changes look at what changed. */
export const tell = (told: Told): void => {
  for (const listen of [...listeners]) listen(told);
};

const both = (a: Told | undefined, b: Told | undefined): Told | undefined =>
  a && b ? { changed: [...new Set([...a.changed, ...b.changed])], more: a.more || b.more } : (a ?? b);

const MINUTE = 60_000;
const BACKOFF_MAX = isNear ? 1500 : 30_000;

/** Between two words to other tabs that this one is used, ms. */
const SAID_MS = 5000;

let usedAt = Date.now();
const wakes = new Set<() => void>();

/** How often everything was read anew at once. */
export let refreshes = 0;

/** Has every view that is seen read anew at once, as after a command. */
export const refresh = (): void => {
  refreshes += 1;
  for (const wake of [...wakes]) wake();
};

/** Follows whether the tab is used and seen: one that is hidden polls nothing, and one that is not used seldom. */
export function startLive(): void {
  // A tab may ask for others of its browser, of which one is used.
  const others = 'BroadcastChannel' in globalThis ? new BroadcastChannel('ductape used') : undefined;
  let saidAt = 0;
  const note = () => {
    const wasIdle = Date.now() - usedAt > 10 * MINUTE;
    usedAt = Date.now();
    if (wasIdle) refresh();
  };
  const used = () => {
    note();
    if (usedAt - saidAt < SAID_MS) return;
    saidAt = usedAt;
    others?.postMessage(undefined);
  };
  if (others) others.onmessage = note;
  for (const name of ['pointermove', 'pointerdown', 'keydown', 'wheel'])
    addEventListener(name, used, { passive: true });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) refresh();
  });
}

function pauseAfter(everyMs: number, failures: number): number {
  if (failures > 0) return Math.min(1000 * 2 ** (failures - 1), BACKOFF_MAX);
  const unused = Date.now() - usedAt;
  if (unused > 10 * MINUTE) return Math.max(20_000, everyMs);
  return unused > MINUTE ? Math.max(5000, everyMs) : everyMs;
}

/**
 * Runs `work` at once and again and again while the tab is seen, slower while it fails; gives what ends it.
 * @param isTold whether changes have it run too, with what changed
 */
export function poll(work: (told?: Told) => Promise<unknown>, everyMs: number, isTold = false): () => void {
  return polling(work, everyMs, isTold).stop;
}

/** The same with what has it run at once. */
function polling(work: (told?: Told) => Promise<unknown>, everyMs: number, isTold: boolean) {
  let told: Told | undefined;
  let lastAt = Number.NEGATIVE_INFINITY;
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
    const given = told;
    told = undefined;
    lastAt = performance.now();
    try {
      const clock = syncClock();
      await Promise.all([work(given), clock]);
      failures = 0;
    } catch {
      failures += 1;
      told = both(given, told);
    }
    isAtWork = false;
    if (!isOver) timer = setTimeout(start, isWanted ? 0 : Math.min(pauseAfter(everyMs, failures), dueIn()));
  };
  /** When what was told is looked at, ms from now. */
  const dueIn = () =>
    told === undefined || failures > 0
      ? Number.POSITIVE_INFINITY
      : Math.max(0, lastAt + LEAST_MS - performance.now());
  const listen = (more: Told) => {
    told = both(told, more);
    if (isAtWork) return;
    clearTimeout(timer);
    timer = setTimeout(start, failures > 0 ? pauseAfter(everyMs, failures) : dueIn());
  };
  if (isTold) listeners.add(listen);
  const start = () => void turn();
  wakes.add(start);
  start();
  const stop = () => {
    isOver = true;
    clearTimeout(timer);
    wakes.delete(start);
    listeners.delete(listen);
  };
  return { stop, soon: start };
}

/** What `load` gives, kept by `key` and read again and again while the component is shown. @param isTold see {@link poll} */
export function useLive<T>(key: string, load: () => Promise<T>, everyMs: number, isTold = false): Looked<T> {
  const live = entryOf<T>(key);
  const again = useRef<() => void>(() => undefined);
  useEffect(() => {
    const read = async () => {
      try {
        live.data.value = await load();
        live.error.value = undefined;
      } catch (error) {
        live.error.value = error;
        throw error;
      }
    };
    const { stop, soon } = polling(read, everyMs, isTold);
    again.current = soon;
    return stop;
  }, [key]);
  return { ...live, again: () => again.current() };
}

/** What is kept by a key, also what a component elsewhere has read. */
export function entryOf<T>(key: string): Live<T> {
  const known = kept.get(key) as Live<T> | undefined;
  const live = known ?? { data: signal<T | undefined>(undefined), error: signal<unknown>(undefined) };
  kept.delete(key);
  kept.set(key, live as Live<unknown>);
  const [oldest] = kept.keys();
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
  return live;
}
