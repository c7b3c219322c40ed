import {
  ConditionalCheckFailedException,
  InternalServerError,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import {
  ConflictException,
  ServiceQuotaExceededException,
  ThrottlingException,
} from '@aws-sdk/client-scheduler';
import { KmsAccessDenied, KmsThrottled, OverLimit, RequestThrottled } from '@aws-sdk/client-sqs';
import { refusalOf } from '../../../adapters/aws/refusal.ts';

const given = (status: number) => ({ message: '', $metadata: { httpStatusCode: status } });
const named = (name: string, extra: object = {}) => Object.assign(new Error(name), { name }, extra);

describe('what a refusal of AWS means', () => {
  test.each([
    new ProvisionedThroughputExceededException(given(400)),
    new RequestLimitExceeded(given(400)),
    new ThrottlingException({ Message: '', ...given(429) }),
    new RequestThrottled(given(403)),
    new OverLimit(given(403)),
    new KmsThrottled(given(400)),
    named('LimitExceededException', given(400)),
    named('TransactionConflictException', given(400)),
    named('Anything', given(429)),
  ])('is that there is no capacity now, so that nothing was done: $name', (error) => {
    expect(refusalOf(error)).toBe('capacity');
  });

  test.each([
    new InternalServerError(given(500)),
    named('ServiceUnavailable', given(503)),
    named('Unknown', given(502)),
    named('TimeoutError'),
    named('Error', { code: 'ECONNRESET' }),
    named('Error', { code: 'ENOTFOUND' }),
    named('Error', { code: 'EAI_AGAIN' }),
    new Error('aborted'),
  ])('is that it may have been done: $name $code', (error) => {
    expect(refusalOf(error)).toBe('unclear');
  });

  test.each(
    [
      new ConditionalCheckFailedException(given(400)),
      new ResourceNotFoundException(given(400)),
      named('AccessDeniedException', given(403)),
      new ConflictException({ Message: '', ...given(409) }),
      new ServiceQuotaExceededException({ Message: '', ...given(402) }),
      new KmsAccessDenied(given(400)),
      named('ValidationException', given(400)),
      new TypeError('a bug'),
      'not an error',
    ].map((error) => [error instanceof Error ? error.name : String(error), error] as const),
  )('is nothing that passes by itself: %s', (_name, error) => {
    expect(refusalOf(error)).toBeUndefined();
  });
});
