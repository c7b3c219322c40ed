import type { Look } from '../text/words.ts';

const CLOCK = (
  <>
    <circle cx="6" cy="6" r="4.6" class="stroke" />
    <path d="M6 3.4V6l1.8 1.4" class="stroke" />
  </>
);

/** A shape for each look, told apart without colour. */
const SHAPES = {
  ok: (
    <>
      <circle cx="6" cy="6" r="5.4" class="fill" />
      <path d="M3.4 6.2 5.3 8l3.3-3.8" class="stroke onfill" />
    </>
  ),
  fail: <path d="M2 2 10 10M10 2 2 10" class="stroke thick" />,
  run: <path d="M3 1.5v9L10.5 6z" class="fill" />,
  wait: CLOCK,
  pause: <path d="M2.5 2h2.4v8H2.5zM7.1 2h2.4v8H7.1z" class="fill" />,
  skip: <path d="M1 6h10" class="stroke thick dashed" />,
  miss: <path d="M6 1 11 6 6 11 1 6z" class="stroke" />,
  cancel: (
    <>
      <circle cx="6" cy="6" r="4.8" class="stroke" />
      <path d="M2.8 9.2 9.2 2.8" class="stroke" />
    </>
  ),
  plan: <circle cx="6" cy="6" r="4.6" class="stroke" />,
  queue: <path d="M1.5 2.5h9M1.5 6h9M1.5 9.5h9" class="stroke" />,
} satisfies Record<Look, unknown>;

/** A shape of 12 pixels beside a word that says the same. */
export function Icon({ look }: { look: Look }) {
  return (
    <svg class="icon" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
      {SHAPES[look]}
    </svg>
  );
}
