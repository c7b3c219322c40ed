import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecretsManagerSecrets } from '../../../adapters/aws/secrets.ts';
import { type HttpServer, startHttpServer } from '../../http-server.ts';
import { failure } from '../../namespaces/shared/run-failure.ts';

describe('secrets of Secrets Manager', () => {
  let service: HttpServer;
  let answer: { status: number; body: object } = { status: 200, body: {} };
  let calls = 0;
  beforeAll(async () => {
    service = await startHttpServer((_request, response) => {
      calls += 1;
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(answer.body));
    });
  });
  afterAll(() => service.close());

  const secrets = () =>
    new SecretsManagerSecrets(
      new SecretsManagerClient({
        endpoint: service.endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
        maxAttempts: 1,
      }),
    );

  test('are read once for all their fields', async () => {
    answer = { status: 200, body: { SecretString: '{"username":"jobs","password":"p"}' } };
    calls = 0;
    const kept = secrets();
    expect(await Promise.all(['rds!db#username', 'rds!db#password'].map((each) => kept.get(each)))).toEqual([
      'jobs',
      'p',
    ]);
    expect(calls).toBe(1);
  });

  test.each([
    ['ResourceNotFoundException', 400, 'NOT_FOUND', 'There is no secret db with a text value.'],
    ['InvalidRequestException', 400, 'NOT_FOUND', 'The secret db is marked for deletion.'],
    ['AccessDeniedException', 400, 'FORBIDDEN', 'Reading the secret db, or using its key, is denied.'],
    ['DecryptionFailure', 400, 'FORBIDDEN', 'The key of the secret db does not decrypt it.'],
    ['InternalServiceError', 500, 'SERVICE_UNAVAILABLE', 'The secret db could not be read.'],
    ['ThrottlingException', 400, 'SERVICE_UNAVAILABLE', 'The secret db could not be read.'],
  ])('%s is told as what it is', async (type, status, code, message) => {
    answer = { status, body: { __type: type, message: 'said' } };
    const error = await failure(secrets().get('db'));
    expect([error.code, error.message]).toEqual([code, message]);
  });
});
