import { signal } from '@preact/signals';
import { defined } from '../../contract/plain-data.ts';

/** How long a word stays, ms. */
const STAYS_MS = 8000;

const said = signal<readonly { id: number; text: string; href?: string }[]>([]);
let last = 0;

/** Says in a corner what was done; with `href` where it is seen. */
export function say(text: string, href?: string): void {
  last += 1;
  const id = last;
  said.value = [...said.value, { id, text, ...defined({ href }) }];
  setTimeout(() => {
    said.value = said.value.filter((each) => each.id !== id);
  }, STAYS_MS);
}

/** Where it is said. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {said.value.map(({ id, text, href }) => (
        <p key={id}>
          {text} {href !== undefined && <a href={href}>Look</a>}
        </p>
      ))}
    </div>
  );
}
