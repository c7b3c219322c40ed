import { signal } from '@preact/signals';
import { ductape } from '../api/client.ts';
import { me } from './me.ts';

/** How far the clock of the API is ahead of the browser's, ms. */
let ahead = 0;

/** Between two looks at a clock that passes as the browser's, ms. */
const SELDOM_MS = 60_000;

let asked = Number.NEGATIVE_INFINITY;
let reading = Promise.resolve();

/** Unix ms by the clock of the API; it moves each second while the tab is seen. */
export const now = signal(Date.now());

const tick = () => {
  now.value = Date.now() + ahead;
};

/** Asks the API for its time and who asks, which reads nothing that is stored; a clock that is moved is asked each time, others seldom. */
export async function syncClock(): Promise<void> {
  if (me.peek()?.clock !== 'virtual' && performance.now() - asked < SELDOM_MS) return;
  asked = performance.now();
  reading = read();
  await reading;
}

/** Unix ms by the clock of the API, for what is read by it: waits where that is being asked for, as it may be far from the browser's. */
export async function nowRead(): Promise<number> {
  await reading.catch(() => undefined);
  return Math.floor(now.peek());
}

async function read(): Promise<void> {
  const sent = Date.now();
  const found = await ductape.me();
  if (!Number.isFinite(found.now)) throw new TypeError('The API does not tell its time.');
  ahead = found.now - (sent + Date.now()) / 2;
  me.value = found;
  tick();
}

/** Lets `now` tick. */
export function startClock(): void {
  setInterval(() => {
    if (!document.hidden) tick();
  }, 1000);
}
