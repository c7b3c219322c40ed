/**
 * What a refused call means where it is worth repeating: `capacity`, when nothing was done because there is no room for it
 * now; `unclear`, when it may have been done.
 */
export type Refusal = 'capacity' | 'unclear';

/**
 * Names that AWS gives to refusals for lack of capacity: DynamoDB and Scheduler ("Common errors" of their API references), SQS
 * (`RequestThrottled`, `OverLimit`, `KmsThrottled`), and transactions in each other's way.
 */
const CAPACITY =
  /Throttl|ProvisionedThroughputExceeded|RequestLimitExceeded|^LimitExceeded|OverLimit|TooManyRequests|^Transaction(Conflict|InProgress)/;

/** Names of errors of the SDK and of services for a call that got no answer, or only that it failed there. */
const UNCLEAR =
  /^(Request)?Timeout(Error|Exception)?$|InternalServerError|InternalFailure|ServiceUnavailable/;

/** Codes of Node for connections that broke, never came about, or whose host has no address now. */
const CONNECTION_CODES: ReadonlySet<unknown> = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
]);

/**
 * Whether an error thrown by a client of AWS is a refusal worth repeating; undefined for all others: conditions that do not
 * hold, what a person must put right (rights, keys, resources that are gone, input that is not valid), and bugs.
 */
export function refusalOf(error: unknown): Refusal | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message, $metadata, code }: Thrown = error;
  const status = $metadata?.httpStatusCode ?? 0;
  if (status === 429 || CAPACITY.test(name)) return 'capacity';
  if (status >= 500 || UNCLEAR.test(name) || CONNECTION_CODES.has(code)) return 'unclear';
  // Node gives the end of a connection in the middle of an answer no code of its own.
  return message === 'aborted' ? 'unclear' : undefined;
}

/** An error with what the SDK and Node add to it. */
interface Thrown extends Error {
  $metadata?: { httpStatusCode?: number };
  code?: unknown;
}
