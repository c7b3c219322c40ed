import './one-realm.ts';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { RunError } from '../../../core/errors/run-error.ts';
import { awsRunError } from '../../../namespaces/shared/aws-error.ts';
import { type HttpServer, startHttpServer } from '../../http-server.ts';

const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'hush-hush' };

describe('what an AWS SDK client throws', () => {
  let service: HttpServer;
  let answer: { status: number; body: string; headers?: Record<string, string> };

  beforeAll(async () => {
    service = await startHttpServer((_request, response) => {
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body);
    });
  });
  afterAll(() => service.close());

  const s3 = (endpoint: string) =>
    new S3Client({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1, forcePathStyle: true })
      .send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }))
      .then(
        () => {
          throw new Error('S3 accepted the call.');
        },
        (error: unknown) => awsRunError(error),
      );

  test.each([
    ['NoSuchKey', 404, 'NOT_FOUND'],
    ['NoSuchBucket', 404, 'NOT_FOUND'],
    ['AccessDenied', 403, 'FORBIDDEN'],
    ['SomethingElse', 403, 'FORBIDDEN'],
    ['KMS.DisabledException', 400, 'FORBIDDEN'],
    ['SlowDown', 503, 'RATE_LIMITED'],
    ['Throttling', 400, 'RATE_LIMITED'],
    ['TooManyRequests', 429, 'RATE_LIMITED'],
    ['InvalidAccessKeyId', 403, 'UNAUTHORIZED'],
    ['SignatureDoesNotMatch', 403, 'UNAUTHORIZED'],
    ['ExpiredToken', 400, 'UNAUTHORIZED'],
    ['InternalError', 500, 'SERVICE_UNAVAILABLE'],
    ['Whatever', 502, 'SERVICE_UNAVAILABLE'],
    ['RequestTimeout', 400, 'TIMEOUT'],
    ['OperationAborted', 409, 'CONFLICT'],
    ['InvalidArgument', 400, 'VALIDATION_ERROR'],
    ['PermanentRedirect', 301, 'VALIDATION_ERROR'],
  ])('%s of status %i from S3 is %s', async (name, status, code) => {
    answer = { status, body: `<Error><Code>${name}</Code><Message>Said so.</Message></Error>` };
    const error = await s3(service.endpoint);
    expect(error).toMatchObject({ code, name: 'RunError', cause: expect.any(Error) });
  });

  test.each([
    ['com.amazonaws.sqs#QueueDoesNotExist', 400, 'NOT_FOUND'],
    ['com.amazonaws.sqs#InvalidMessageContents', 400, 'VALIDATION_ERROR'],
    ['com.amazonaws.sqs#RequestThrottled', 400, 'RATE_LIMITED'],
    ['com.amazonaws.sqs#KmsThrottled', 400, 'RATE_LIMITED'],
    ['com.amazonaws.sqs#KmsAccessDenied', 400, 'FORBIDDEN'],
    ['com.amazonaws.sqs#KmsDisabled', 400, 'FORBIDDEN'],
    ['com.amazonaws.sqs#KmsNotFound', 400, 'FORBIDDEN'],
    ['com.amazonaws.kinesis#KMSInvalidStateException', 400, 'FORBIDDEN'],
    ['com.amazonaws.sqs#AccessDeniedException', 400, 'FORBIDDEN'],
    ['com.amazonaws.sqs#UnrecognizedClientException', 403, 'UNAUTHORIZED'],
  ])('%s of status %i from SQS is %s', async (type, status, code) => {
    answer = { status, body: JSON.stringify({ __type: type, message: 'Said so.' }) };
    const client = new SQSClient({
      endpoint: service.endpoint,
      region: 'us-east-1',
      credentials,
      maxAttempts: 1,
    });
    const sending = client.send(
      new SendMessageCommand({ QueueUrl: `${service.endpoint}/1/q`, MessageBody: 'x' }),
    );
    const error = await sending.catch(awsRunError);
    expect(error).toMatchObject({ code });
  });

  test('A Retry-After header is the least delay before another attempt.', async () => {
    answer = { status: 503, body: '<Error><Code>SlowDown</Code></Error>', headers: { 'retry-after': '7' } };
    expect(await s3(service.endpoint)).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 7000 });
  });

  test('A page of a proxy in place of an answer is SERVICE_UNAVAILABLE.', async () => {
    answer = { status: 502, body: '<html><body>Bad gateway<br></body></html>' };
    expect(await s3(service.endpoint)).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });

  test('A server that is not there, or whose name is not known, is CONNECTION_ERROR.', async () => {
    const gone = await startHttpServer(() => undefined);
    await gone.close();
    expect(await s3(gone.endpoint)).toMatchObject({ code: 'CONNECTION_ERROR' });
    expect(await s3('http://nowhere.invalid')).toMatchObject({ code: 'CONNECTION_ERROR' });
  });

  test('A connection that breaks is CONNECTION_ERROR, though the SDK calls it a time-out.', async () => {
    const breaking = await startHttpServer((_request, response) => response.destroy());
    const error = await s3(breaking.endpoint).finally(() => breaking.close());
    expect(error).toMatchObject({ code: 'CONNECTION_ERROR' });
  });
});

describe('other errors', () => {
  test('An aborted call is TIMEOUT.', () => {
    const aborted = Object.assign(new Error('Request aborted'), { name: 'AbortError' });
    expect(awsRunError(aborted).code).toBe('TIMEOUT');
  });

  test('A RunError stays what it is.', () => {
    const error = new RunError('DEADLOCK', 'twice');
    expect(awsRunError(error)).toBe(error);
  });

  test('A name given as notFound is NOT_FOUND whatever its status.', () => {
    const error = { name: 'FunctionGone', $metadata: { httpStatusCode: 400 } };
    expect(awsRunError(error).code).toBe('VALIDATION_ERROR');
    expect(awsRunError(error, { notFound: ['FunctionGone'] }).code).toBe('NOT_FOUND');
  });

  test('What is not an error of AWS or the network is INTERNAL_ERROR.', () => {
    const bug = Object.assign(new TypeError('x is not a function'), { code: 'ERR_INVALID_ARG_TYPE' });
    for (const thrown of [bug, 'text', null, undefined, 7]) {
      expect(awsRunError(thrown).code).toBe('INTERNAL_ERROR');
    }
  });

  test('No credential that a service quotes comes into the message.', () => {
    const message = 'Canonical: x-amz-security-token:FwoGZXIvYXdz';
    const refused = { name: 'InvalidSignatureException', message, $metadata: { httpStatusCode: 403 } };
    expect(awsRunError(refused).message).not.toContain('FwoGZXIvYXdz');
    const quoting = { name: 'Odd', message: 'key AKIAIOSFODNN7EXAMPLE is odd' };
    expect(awsRunError(quoting).message).toBe('Odd: key AKIA… is odd');
  });
});
