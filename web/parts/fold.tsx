import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Buttons that are shown when they are asked for; it closes when one is pressed, by Esc, and when anything else is. */
export function Fold({ name, children }: { name: string; children: ComponentChildren }) {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const fold = details.current;
      if (!fold?.open) return;
      const { target } = event;
      const isInside = target instanceof Node && fold.contains(target);
      const isPressed = isInside && target instanceof Element && target.closest('button') !== null;
      const isEscape = event instanceof KeyboardEvent && event.key === 'Escape';
      if (event instanceof KeyboardEvent ? !isEscape : isInside && !isPressed) return;
      fold.open = false;
      // What is opened by the button returns the focus to where it can be.
      if (isPressed || isEscape) fold.querySelector('summary')?.focus();
    };
    document.addEventListener('click', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('click', close);
      document.removeEventListener('keydown', close);
    };
  }, []);
  return (
    <details class="fold" ref={details}>
      <summary class="btn">{name}</summary>
      <div class="acts">{children}</div>
    </details>
  );
}
