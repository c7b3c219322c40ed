import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { errorText } from '../api/client.ts';
import { refresh } from '../api/live.ts';
import { Dialog } from './dialog.tsx';
import { block } from './small.tsx';

/** Asks before something is done, says what it will do, does it once, and stays open with the reason where it was refused. */
export function Confirm(props: {
  title: string;
  button: string;
  danger?: boolean;
  wide?: boolean;
  /** Why it cannot be confirmed as it stands. */
  blocked?: boolean;
  run: () => Promise<unknown>;
  onClose: () => void;
  children: ComponentChildren;
}) {
  const { title, button, danger, wide, blocked, run, onClose, children } = props;
  const [isAtWork, setAtWork] = useState(false);
  const [error, setError] = useState<unknown>(undefined);
  // At once, as clicks may come before the page is drawn anew.
  const isDone = useRef(false);
  const confirm = async () => {
    if (isDone.current) return;
    isDone.current = true;
    setAtWork(true);
    setError(undefined);
    try {
      await run();
      onClose();
    } catch (reason) {
      setError(reason);
      setAtWork(false);
      isDone.current = false;
    }
    refresh();
  };
  return (
    <Dialog title={title} look={wide ? 'wide' : undefined} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isAtWork && !blocked) void confirm();
        }}
      >
        {children}
        {error !== undefined && (
          <p class="refused wrap" role="alert">
            {block(errorText(error))}
          </p>
        )}
        <div class="acts end">
          <button type="button" class="btn" onClick={onClose}>
            Back
          </button>
          <button type="submit" class={`btn ${danger ? 'danger' : 'p'}`} disabled={isAtWork || blocked}>
            {isAtWork ? 'Under way…' : button}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
