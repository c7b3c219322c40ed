import {
  ConditionalCheckFailedException,
  DuplicateItemException,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import { ErrorCode } from '../../../contract/errors.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { awsRunError } from '../../shared/aws-error.ts';

/** Reasons of a cancelled transaction, the weightiest first. */
const REASONS: [reason: string, code: ErrorCode, message: string][] = [
  ['ConditionalCheckFailed', ErrorCode.UniqueViolation, 'a row with the same key exists'],
  ['DuplicateItem', ErrorCode.UniqueViolation, 'a row with the same key exists'],
  ['ValidationError', ErrorCode.Validation, 'a row is not valid'],
  ['ItemCollectionSizeLimitExceeded', ErrorCode.Validation, 'a partition would grow beyond its bound'],
  ['TransactionConflict', ErrorCode.SerializationFailure, 'another transaction holds a row'],
  ['ProvisionedThroughputExceeded', ErrorCode.RateLimited, 'the capacity of the table is used up'],
  ['ThrottlingError', ErrorCode.RateLimited, 'the table is throttled'],
];

/** Translates what the DynamoDB client threw, beyond what all AWS services have in common. */
export function dynamoDbRunError(error: unknown, signal: AbortSignal): RunError {
  if (error instanceof RunError) return error;
  if (signal.aborted) {
    return new RunError(ErrorCode.Timeout, 'DynamoDB did not answer within the time of the attempt', {
      cause: error,
    });
  }
  if (error instanceof TransactionCanceledException) return cancelled(error);
  if (error instanceof ConditionalCheckFailedException || error instanceof DuplicateItemException) {
    return new RunError(ErrorCode.UniqueViolation, 'DynamoDB: a row with the same key exists', {
      cause: error,
    });
  }
  if (error instanceof TransactionConflictException || error instanceof TransactionInProgressException) {
    return new RunError(ErrorCode.SerializationFailure, 'DynamoDB: another transaction holds a row', {
      cause: error,
    });
  }
  return awsRunError(error);
}

/** Whether a row was not as the request's condition asks. */
export function isConditionFailure(error: unknown): boolean {
  if (!(error instanceof TransactionCanceledException))
    return error instanceof ConditionalCheckFailedException;
  return error.CancellationReasons?.some(({ Code }) => Code === 'ConditionalCheckFailed') ?? false;
}

/** What speaks DynamoDB without transactions answers so; DynamoDB itself never does. */
export function hasNoTransactions(error: unknown): boolean {
  return error instanceof Error && error.name === 'UnknownOperationException';
}

function cancelled(error: TransactionCanceledException): RunError {
  const given = (error.CancellationReasons ?? []).map((reason) => reason.Code);
  const found = REASONS.find(([reason]) => given.includes(reason));
  const [, code, message] = found ?? ['', ErrorCode.ServiceUnavailable, 'the transaction was cancelled'];
  const said =
    code === ErrorCode.Validation
      ? error.CancellationReasons?.find((reason) => reason.Message)?.Message
      : undefined;
  return new RunError(code, `DynamoDB: ${said ?? message}`, { cause: error });
}
