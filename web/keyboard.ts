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
  h: '/pauses',
};

/** What the keys do, for the list of them. */
export const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['/', 'find a job'],
  [
    'g n · g j · g r · g s · g c · g h · g w · g p',
    'go to Now, Jobs, Problems, Statistics, Changes, Pauses, Webhooks, Preview',
  ],
  ['j · k', 'next and previous job of a list'],
  ['Enter', 'open it'],
  ['x · Shift+x', 'choose it; with all from the one chosen before'],
  ['a', 'what can be done to all that match'],
  ['n', 'show those that came to match'],
  ['r · t · p · e', 'on a job: run now, retry, pause or resume, reschedule'],
  ['[ · ]', 'previous and next run, in the drawer of one'],
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
    const within = (selector: string) => (target instanceof Element ? target.closest(selector) : null);
    const dialog = within('dialog') ?? [...document.querySelectorAll('dialog[open]')].at(-1) ?? null;
    // In a drawer the keys that go on in it alone.
    if (dialog && (key === '[' || key === ']'))
      dialog.querySelector<HTMLElement>(`[data-step="${key}"]`)?.click();
    if (key === 'Escape' && dialog === null && target instanceof HTMLInputElement) target.blur();
    const isTyping = dialog !== null || within('input:not([type=checkbox]), select, textarea') !== null;
    if (isTyping || event.metaKey || event.ctrlKey || event.altKey) return;
    const to = PLACES[key];
    const isPair = performance.now() - beganAt < PAIR_MS;
    beganAt = key === 'g' ? performance.now() : Number.NEGATIVE_INFINITY;
    if (isPair && to !== undefined) go(addressOf(to));
    else if (key === '/') document.querySelector<HTMLInputElement>('[data-find]')?.focus();
    else if (key === 'j' || key === 'k') step(key === 'j' ? 1 : -1);
    else if (key === 'x' || key === 'X') choose(key === 'X');
    else if (key === 'a') openAll();
    else if (key === 'n') document.querySelector<HTMLElement>('[data-newer]')?.click();
    else if (key === '?') isHelpShown.value = true;
    else if (!press(key)) return;
    event.preventDefault();
  });
}

/** Presses the button of a key, which asks before it does anything; false where there is none. */
function press(key: string): boolean {
  const button = [...document.querySelectorAll<HTMLElement>('[aria-keyshortcuts]')].find(
    (each) => each.getAttribute('aria-keyshortcuts') === key,
  );
  button?.focus();
  button?.click();
  return button !== undefined;
}

/** Chooses the job that has the focus. @param isRange with all between it and the one before */
function choose(isRange: boolean): void {
  const box = document.activeElement?.closest('tr')?.querySelector('[data-choose]');
  box?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: isRange }));
}

/** Shows what can be done to all that match. */
function openAll(): void {
  const all = document.querySelector<HTMLDetailsElement>('[data-all] details');
  if (!all) return;
  all.open = true;
  all.querySelector('button')?.focus();
}

function step(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const active = document.activeElement;
  const at = active instanceof HTMLElement ? rows.indexOf(active) : -1;
  rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))]?.focus();
}
