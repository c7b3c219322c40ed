import { Env } from './environment.ts';

/** The value of an environment variable. @throws Error naming it when it is missing */
export function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is missing`);
  return value;
}

/** The number in an environment variable. @throws Error naming it when it is missing or not a number */
export function requiredNumber(name: string): number {
  const value = Number(required(name));
  if (Number.isFinite(value)) return value;
  throw new Error(`the environment variable ${name} is not a number`);
}

/** How long jobs and their history are kept, ms. */
export const retention = () => requiredNumber(Env.retentionDays) * 24 * 60 * 60 * 1000;
