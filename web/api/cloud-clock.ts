import { callApi } from '../../sdk/call-api.ts';
import { transport } from './client.ts';

/** The clock of an embedded cloud; moments in ISO 8601. */
export interface CloudClock {
  now: string;
  /** Seconds that pass in one while everything waits. */
  speed: number;
  /** Where it is being moved to. */
  advancing_to?: string;
  /** What goes by the machine's clock all the same. */
  not_moved: string[];
}

/** The cloud answers within 20 s, though it may still be on its way then; ms. */
const PATIENCE_MS = 30_000;

const options = { transport, timeout: PATIENCE_MS };

/** What the clock says. */
export const readClock = (): Promise<CloudClock> =>
  callApi(options, { method: 'GET', path: '/_clock', repeatable: true });

/** Moves the clock to a moment, Unix ms; what is due on the way runs. Resolves when it is there, or on its way for 20 s. */
export const moveClock = (to: number): Promise<CloudClock> => {
  const body = { to: new Date(to).toISOString() };
  return callApi(options, { method: 'POST', path: '/_clock/advance', body, repeatable: false });
};
