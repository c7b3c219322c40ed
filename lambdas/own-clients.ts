import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { MiddlewareObj } from '@middy/core';
import { CLIENT_SETTINGS } from '../adapters/aws/client-settings.ts';
import { CheckedClock } from '../adapters/aws/clock.ts';
import { MeasuredHandler } from '../adapters/aws/measured-handler.ts';
import { defined } from '../contract/plain-data.ts';
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

/** A client of the DynamoDB that has the scheduler's table, with the function's own credentials. */
export function tableClient(): DynamoDBClient {
  const endpoint = process.env[Env.tableEndpoint];
  return unlogged(new DynamoDBClient({ ...clientSettings(), ...defined({ endpoint }) }));
}

/** The client without the SDK's middleware that copies what each call asks and gets for a log, which it then does not keep. */
export function unlogged<T extends { middlewareStack: { remove(name: string): boolean } }>(client: T): T {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}
