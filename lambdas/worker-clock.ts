import type { MiddlewareObj } from '@middy/core';
import { CheckedClock } from '../adapters/aws/checked-clock.ts';
import { CLIENT_SETTINGS } from '../adapters/aws/client-settings.ts';
import { MeasuredHandler } from '../adapters/aws/measured-handler.ts';
import type { Telemetry } from '../core/ports/telemetry.ts';
import { Env } from './environment.ts';

const checked = process.env[Env.clockCheck] !== 'off';

/** The clock of this function, held against what AWS answers to its clients. */
export const workerClock = new CheckedClock();

/** Settings of one AWS client of this function. */
export function clientSettings() {
  return checked ? { ...CLIENT_SETTINGS, requestHandler: new MeasuredHandler(workerClock) } : CLIENT_SETTINGS;
}

/** Makes sure of the clock before each invocation, and tells of one that is wrong. @param ask any small call of AWS */
export function checkClock(
  ask: () => Promise<unknown>,
  telemetry: Telemetry,
  clock = workerClock,
): MiddlewareObj {
  if (!checked) return { before: () => undefined };
  return {
    before: async () => {
      await clock.makeSure(ask);
      if (clock.skew !== undefined) telemetry({ type: 'clock-skew', ms: clock.skew });
    },
  };
}
