import { useRef } from 'preact/hooks';

/** How long what is pointed at stays as it is after the last movement, ms. */
const HELD_MS = 3000;

/** Keeps rows from moving under the pointer: while it moves over them, or keys are pressed in them, they are those of before. */
export function useHeld<T>() {
  const state = useRef<{ until: number; shown?: T }>({ until: 0 });
  const hold = () => {
    state.current.until = performance.now() + HELD_MS;
  };
  return {
    /** What is to be shown, of what is there now. */
    show(latest: T): T {
      const { until, shown } = state.current;
      const isHeld = shown !== undefined && performance.now() < until;
      if (!isHeld) state.current.shown = latest;
      return isHeld ? shown : latest;
    },
    handlers: { onPointerMove: hold, onKeyDown: hold },
  };
}
