interface PagerProps {
  /** Of the pages that lead to this one. */
  cursors: readonly string[];
  /** Of the page behind it. */
  next: string | undefined;
  to: (cursors: readonly string[]) => void;
  /** On its buttons: to the page before, and to the one behind. */
  words: readonly [before: string, behind: string];
}

/** Goes from page to page of a list; nothing where there is one. */
export function Pager({ cursors, next, to, words: [before, behind] }: PagerProps) {
  if (cursors.length === 0 && next === undefined) return null;
  return (
    <p class="pb foot">
      <button
        type="button"
        class="btn"
        disabled={cursors.length === 0}
        onClick={() => to(cursors.slice(0, -1))}
      >
        {before}
      </button>
      <button
        type="button"
        class="btn"
        disabled={next === undefined}
        onClick={() => to([...cursors, next ?? ''])}
      >
        {behind}
      </button>
    </p>
  );
}
