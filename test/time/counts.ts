import { appendFileSync } from 'node:fs';

/** Whether everything is gone through (`npm run verify:time`) or a sample that `npm test` has the time for. */
export const FULL = process.env['VERIFY'] === 'full';

/**
 * Says of a check how much it went through; the table at the end of the run adds up what is said under one name.
 * A suite of any other part may say its own.
 */
export function count(section: string, what: string, number: number): void {
  const file = process.env['COUNTS_FILE'];
  if (file) appendFileSync(file, `${JSON.stringify({ section, what, number })}\n`);
}
