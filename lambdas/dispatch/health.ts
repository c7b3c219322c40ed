/** A check may take so long, ms. */
const WITHIN = 2000;

/** What was found is answered for this long, ms: every caller may ask, as often as it likes. */
const KEPT = 3000;

/**
 * Whether the engine answers: `read` is one cheap read of the table. However many ask, one read is under way, and its
 * answer stands for three seconds; no answer within two is none.
 */
export function createHealth(read: () => Promise<unknown>, now: () => number = Date.now) {
  let found: Promise<boolean> | undefined;
  let until = 0;
  return async (): Promise<boolean> => {
    const left = until - now();
    if (found && left > 0 && left <= KEPT + WITHIN) return await found;
    until = now() + KEPT + WITHIN;
    found = answers(read).finally(() => {
      until = now() + KEPT;
    });
    return await found;
  };
}

function answers(read: () => Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, WITHIN, false);
    const answer = (healthy: boolean) => {
      clearTimeout(timer);
      resolve(healthy);
    };
    read().then(
      () => answer(true),
      () => answer(false),
    );
  });
}
