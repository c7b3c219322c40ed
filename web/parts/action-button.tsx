import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { readOnly } from '../state/me.ts';

/** A button that changes something: where it cannot, it stays, says why to those who point at it or come to it by keys, and does nothing. */
export function ActionButton(props: {
  children: ComponentChildren;
  /** Its name, where what it shows does not say it. */
  label?: string;
  onClick: () => void;
  refusal?: string | undefined;
  look?: 'main' | 'danger';
  /** The key that presses it. */
  hotkey?: string | undefined;
  /** Whether the reason stands beside the button, for who cannot point at it. */
  isExplained?: boolean;
}) {
  const { children, label, onClick, look, hotkey, isExplained } = props;
  const refusal = props.refusal ?? readOnly.value;
  const id = useId();
  const kind = look === 'main' ? 'p' : look === 'danger' ? 'd' : '';
  return (
    <>
      <button
        type="button"
        class={`btn ${kind}`}
        aria-label={label}
        aria-keyshortcuts={hotkey}
        aria-disabled={refusal !== undefined}
        aria-describedby={refusal === undefined ? undefined : id}
        title={refusal ?? label}
        onClick={() => {
          if (refusal === undefined) onClick();
        }}
      >
        {children}
      </button>
      {refusal !== undefined && (
        <span id={id} class={isExplained ? 't3' : 'hidden why'}>
          {refusal}
        </span>
      )}
    </>
  );
}
