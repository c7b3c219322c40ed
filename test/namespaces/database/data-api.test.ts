import '../shared/one-realm.ts';
import { namedParameters } from '../../../namespaces/database/data-api/parameters.ts';
import { type HttpServer, startHttpServer } from '../../http-server.ts';
import { failure } from '../shared/run-failure.ts';
import { dataApiDatabase } from './data-api-server.ts';
import { operate } from './databases.ts';
import { describeOperations } from './operations.ts';

describe('the operations on PostgreSQL by the Data API', () => {
  describeOperations({ start: dataApiDatabase, atomic: true, returning: true });
});

describe('the placeholders of an engine', () => {
  test.each([
    [
      'postgres',
      'select $1, \'$2\', "$3", $2::text -- $4\n/* $5 */ , $$ $6 $$',
      'select :p1, \'$2\', "$3", :p2::text -- $4\n/* $5 */ , $$ $6 $$',
    ],
    ['mysql', "select ?, '?', `?`, ? -- ?\n", "select :p1, '?', `?`, :p2 -- ?\n"],
  ] as const)('of %s become named ones, but in quotes and comments', (engine, sql, expected) => {
    expect(namedParameters(sql, engine)).toBe(expected);
  });
});

describe('what the Data API refuses', () => {
  let service: HttpServer;
  let answer: { type: string; status: number; message: string };
  beforeAll(async () => {
    service = await startHttpServer((_request, response) => {
      response.writeHead(answer.status, {
        'content-type': 'application/json',
        'x-amzn-errortype': answer.type,
      });
      response.end(JSON.stringify({ message: answer.message }));
    });
    process.env['AWS_ENDPOINT_URL_RDS_DATA'] = service.endpoint;
    process.env['AWS_MAX_ATTEMPTS'] = '1';
  });
  afterAll(async () => {
    delete process.env['AWS_MAX_ATTEMPTS'];
    await service.close();
  });

  // A client is kept for each region, and with it its endpoint.
  const resource = (engine: 'postgres' | 'mysql') =>
    ({
      provider: 'data-api',
      clusterArn: 'arn:aws:rds:eu-central-1:111122223333:cluster:shop',
      secretArn: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:db-AbCdEf',
      database: 'shop',
      engine,
    }) as const;

  test.each([
    ['DatabaseErrorException', 400, 'ERROR: deadlock detected; SQLState: 40P01', 'postgres', 'DEADLOCK'],
    ['DatabaseErrorException', 400, 'ERROR: duplicate key; SQLState: 23505', 'postgres', 'UNIQUE_VIOLATION'],
    [
      'DatabaseErrorException',
      400,
      'Database error code: 1213. Message: Deadlock found',
      'mysql',
      'DEADLOCK',
    ],
    ['BadRequestException', 400, 'Database name is not set', 'postgres', 'VALIDATION_ERROR'],
    ['StatementTimeoutException', 400, 'Request timed out', 'postgres', 'TIMEOUT'],
    [
      'DatabaseResumingException',
      400,
      'The Aurora DB instance is resuming',
      'postgres',
      'SERVICE_UNAVAILABLE',
    ],
    ['DatabaseUnavailableException', 504, 'unavailable', 'postgres', 'SERVICE_UNAVAILABLE'],
    ['DatabaseNotFoundException', 404, 'no cluster', 'postgres', 'NOT_FOUND'],
    ['ForbiddenException', 403, 'no', 'postgres', 'FORBIDDEN'],
    ['AccessDeniedException', 400, 'no', 'postgres', 'FORBIDDEN'],
    ['SecretsErrorException', 400, 'no secret', 'postgres', 'UNAUTHORIZED'],
    ['InternalServerErrorException', 500, 'oops', 'postgres', 'SERVICE_UNAVAILABLE'],
    ['ServiceUnavailableError', 503, 'later', 'postgres', 'SERVICE_UNAVAILABLE'],
  ] as const)('%s of status %i, "%s", is %5$s', async (type, status, message, engine, code) => {
    answer = { type, status, message };
    expect((await failure(operate(resource(engine), 'count', { table: 'people' }))).code).toBe(code);
  });
});
