import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { visible } from '../core/text/visible.ts';
import { DuctapeError, ErrorCode } from '../sdk/index.ts';

/** A mistake in what was asked for on the command line. */
export class UsageError extends Error {}

/** What the process ends with. */
export const ExitCode = {
  failed: 1,
  /** The command line or what it asks for is not valid. */
  usage: 2,
  notFound: 3,
  /** The job's state, or an idempotency key, does not allow it. */
  conflict: 4,
  /** No API was reached, or none that would talk to us. */
  unreachable: 5,
} as const;

/** The exit code that stands for an error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : ExitCode.usage;
  if (error instanceof UsageError) return ExitCode.usage;
  if (!(error instanceof DuctapeError)) return ExitCode.failed;
  switch (error.code) {
    case ErrorCode.Validation:
    case ErrorCode.PayloadTooLarge:
      return ExitCode.usage;
    case ErrorCode.NotFound:
      return ExitCode.notFound;
    case ErrorCode.IllegalTransition:
    case ErrorCode.IdempotencyConflict:
      return ExitCode.conflict;
    case ErrorCode.Connection:
    case ErrorCode.Timeout:
    case ErrorCode.Unauthorized:
    case ErrorCode.Forbidden:
      return ExitCode.unreachable;
    default:
      return ExitCode.failed;
  }
}

/** An error in words that can be shown, with what may help. */
export function explain(error: unknown): string {
  const message = visible(error instanceof Error ? error.message : String(error));
  const help = error instanceof DuctapeError ? HELP[error.code] : undefined;
  return help ? `${message}\n${help}` : message;
}

/** The embedded cloud's own program, where this is a checkout; the package has none of that name. */
export const START_FILE = join(import.meta.dirname, '..', 'bin', 'start.ts');

const START = existsSync(START_FILE) ? 'npm start' : 'npx ductape dev';

const HELP: Record<string, string> = {
  [ErrorCode.Connection]: `Is the endpoint right (--endpoint or DUCTAPE_ENDPOINT)? \`${START}\` serves http://127.0.0.1:4600.`,
  [ErrorCode.Unauthorized]: 'Sign in first, or name a profile with --profile.',
  [ErrorCode.Forbidden]:
    'An AWS identity needs execute-api:Invoke on this API, or with --function lambda:InvokeFunction; `whoami` says what a token may do.',
};
