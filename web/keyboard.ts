import { signal } from '@preact/signals';
import { addressOf, go } from './router.ts';

/** Whether the list of keys is shown. */
export const isHelpShown = signal(false);

/** Keys after `g`, and where they go. */
const PLACES: Readonly<Record<string, string>> = {
  n: '/',
  j: '/jobs',
  r: '/problems',
  s: '/stats',
  c: '/changes',
  w: '/webhooks',
  p: '/preview',
};

/** What the keys do, for the list of them. */
export const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['/', 'find a job'],
  [
    'g n · g j · g r · g s · g c · g w · g p',
    'go to Now, Jobs, Problems, Statistics, Changes, Webhooks, Preview',
  ],
  ['j · k', 'next and previous job of a list'],
  ['Enter', 'open it'],
  ['Esc', 'close what is open'],
  ['?', 'show these keys'],
];

/** How long after `g` another key belongs to it, ms. */
const PAIR_MS = 1500;

/** Follows the keyboard, but for what is typed into fields and beside a modifier. */
export function startKeyboard(): void {
  let beganAt = Number.NEGATIVE_INFINITY;
  document.addEventListener('keydown', (event) => {
    const { key, target } = event;
    const isTyping = target instanceof Element && target.closest('input, select, textarea, dialog') !== null;
    if (isTyping || event.metaKey || event.ctrlKey || event.altKey) return;
    const to = PLACES[key];
    const isPair = performance.now() - beganAt < PAIR_MS;
    beganAt = key === 'g' ? performance.now() : Number.NEGATIVE_INFINITY;
    if (isPair && to !== undefined) go(addressOf(to));
    else if (key === '/') document.querySelector<HTMLInputElement>('[data-find]')?.focus();
    else if (key === 'j' || key === 'k') step(key === 'j' ? 1 : -1);
    else if (key === '?') isHelpShown.value = true;
    else return;
    event.preventDefault();
  });
}

function step(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const active = document.activeElement;
  const at = active instanceof HTMLElement ? rows.indexOf(active) : -1;
  rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))]?.focus();
}
