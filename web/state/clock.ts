import { signal } from '@preact/signals';
import { ductape } from '../api/client.ts';

/** How far the clock of the API is ahead of the browser's, ms. */
let ahead = 0;

/** How far apart the clocks may be before the API's is asked again at each poll, ms: it is a clock that is moved. */
const APART_MS = 5000;

/** Between two looks at a clock that passes as the browser's, ms. */
const SELDOM_MS = 60_000;

let asked = Number.NEGATIVE_INFINITY;

/** Unix ms by the clock of the API; it moves each second while the tab is seen. */
export const now = signal(Date.now());

const tick = () => {
  now.value = Date.now() + ahead;
};

/** Asks the API for its time, by a preview, which reads nothing; a clock that is moved is asked each time, others seldom. */
export async function syncClock(): Promise<void> {
  if (Math.abs(ahead) < APART_MS && performance.now() - asked < SELDOM_MS) return;
  asked = performance.now();
  const sent = Date.now();
  const { from } = await ductape.jobs.preview({ every: 60_000 }, { count: 1 });
  ahead = from - (sent + Date.now()) / 2;
  tick();
}

/** Lets `now` tick. */
export function startClock(): void {
  setInterval(() => {
    if (!document.hidden) tick();
  }, 1000);
}
