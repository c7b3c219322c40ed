import type { ErrorCode } from '../../contract/errors.ts';

/** What a vendor says (a code, or a pattern for several) and the error type it is (docs/contract.md, 7); the first row that fits counts. */
export type ErrorRows = readonly (readonly [said: string | RegExp, type: ErrorCode])[];

/** The error type of what a provider said, or undefined where its table has no row for it: that is for its own default. */
export function errorType(rows: ErrorRows, said: string): ErrorCode | undefined {
  return rows.find(([code]) => (typeof code === 'string' ? code === said : code.test(said)))?.[1];
}
