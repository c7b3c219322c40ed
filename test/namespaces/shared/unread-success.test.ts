import './one-realm.ts';
import type { ServerResponse } from 'node:http';
import type { NamespaceRun, RunRequest } from '../../../core/ports/namespace.ts';
import { run as query } from '../../../namespaces/database/run.ts';
import { run as publish } from '../../../namespaces/events/run.ts';
import { run as notify } from '../../../namespaces/notifications/run.ts';
import { run as start } from '../../../namespaces/workflows/run.ts';
import { breakOff, type HttpServer, startHttpServer } from '../../http-server.ts';
import { useEndpoint } from './aws-stand-in.ts';
import { runContext } from './run-context.ts';
import { failure } from './run-failure.ts';

let service: HttpServer;
let calls = 0;
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  service = await startHttpServer((_request, response) => {
    calls += 1;
    answer(response);
  });
  useEndpoint(service.endpoint);
  process.env['AWS_ENDPOINT_URL_SFN'] = service.endpoint;
});
beforeEach(() => {
  calls = 0;
});
afterAll(() => service.close());

const message = { message: { a: 1 } };
const arn = (rest: string) => `arn:aws:${rest}`;
const messages = {
  note: { sms: { body: 'b' }, email: { subject: 's', text: 't' } },
};

/** Calls that are a run's whole effect and that a second attempt would do twice. */
const EFFECTS: [string, NamespaceRun, RunRequest][] = [
  [
    'SQS',
    publish,
    {
      resource: { provider: 'sqs', topics: { t: { queueArn: arn('sqs:us-east-1:000000000000:q') } } },
      target: { resource: 'b', event: 't' },
      input: message,
    },
  ],
  [
    'SNS',
    publish,
    {
      resource: { provider: 'sns', topics: { t: { topicArn: arn('sns:us-east-1:000000000000:t') } } },
      target: { resource: 'b', event: 't' },
      input: message,
    },
  ],
  [
    'Kinesis',
    publish,
    {
      resource: {
        provider: 'kinesis',
        topics: { t: { streamArn: arn('kinesis:us-east-1:000000000000:stream/s') } },
      },
      target: { resource: 'b', event: 't' },
      input: message,
    },
  ],
  [
    'EventBridge',
    publish,
    {
      resource: {
        provider: 'eventbridge',
        busArn: arn('events:us-east-1:000000000000:event-bus/b'),
        source: 's',
        topics: { t: { detailType: 'd' } },
      },
      target: { resource: 'b', event: 't' },
      input: message,
    },
  ],
  [
    'SNS text messages',
    notify,
    {
      resource: { provider: 'channels', sms: { transport: 'sns' }, messages },
      target: { resource: 'n', event: 'note' },
      input: { sms: { recipients: ['+491701234567'], body: {} } },
    },
  ],
  [
    'SES',
    notify,
    {
      resource: {
        provider: 'channels',
        email: {
          transport: 'ses',
          identityArn: arn('ses:us-east-1:000000000000:identity/shop.example'),
          from: 'a@shop.example',
        },
        messages,
      },
      target: { resource: 'n', event: 'note' },
      input: { email: { recipients: ['b@shop.example'] } },
    },
  ],
  [
    'express state machines',
    start,
    {
      resource: {
        provider: 'step-functions',
        stateMachineArn: arn('states:us-east-1:000000000000:stateMachine:m'),
        type: 'express',
      },
      target: { resource: 'm' },
      input: {},
    },
  ],
  [
    'the Data API',
    query,
    {
      resource: {
        provider: 'data-api',
        engine: 'postgres',
        clusterArn: arn('rds:us-east-1:000000000000:cluster:c'),
        secretArn: arn('secretsmanager:us-east-1:000000000000:secret:s'),
        database: 'd',
      },
      target: { resource: 'd', operation: 'insert' },
      input: { table: 't', data: { a: 1 } },
    },
  ],
];

describe('a success of AWS whose answer breaks off', () => {
  test.each(EFFECTS)('is one, and the call is not made again: %s', async (_service, run, request) => {
    answer = (response) => {
      breakOff(response, 200, '{"Mess');
    };
    await run(request, runContext());
    expect(calls).toBe(1);
  });

  test.each(EFFECTS)('is none where its status says so: %s', async (_service, run, request) => {
    answer = (response) => {
      breakOff(response, 400, '{"Mess');
    };
    expect((await failure(run(request, runContext()))).code).not.toBe('INTERNAL_ERROR');
  });
});
