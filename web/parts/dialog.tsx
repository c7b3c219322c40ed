import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

/** What a command does may take away what asked for it: the focus then goes to what is first where that was. */
function stayNear(opener: HTMLElement): void {
  const around = opener.closest('.acts, .panel, main');
  const watch = new MutationObserver(() => {
    const isLost = document.activeElement === document.body;
    if (document.activeElement === opener) return;
    watch.disconnect();
    const next = around?.isConnected ? around : document.querySelector('main');
    if (isLost) next?.querySelector<HTMLElement>('a[href], button:not([disabled])')?.focus();
  });
  watch.observe(document.body, { childList: true, subtree: true });
}

/** What lies over the page until it is answered; Esc leaves it, and the focus returns to what opened it. */
export function Dialog(props: {
  title: string;
  look?: 'wide' | 'drawer' | undefined;
  onClose: () => void;
  children: ComponentChildren;
}) {
  const { title, look, onClose, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const opener = document.activeElement;
    const shown = dialog.current;
    shown?.showModal();
    return () => {
      // Else the browser gives the focus back by itself, a frame later, when it may be elsewhere.
      shown?.close();
      if (!(opener instanceof HTMLElement) || !opener.isConnected) return;
      opener.focus();
      stayNear(opener);
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={look}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}
