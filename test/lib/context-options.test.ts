import { readFileSync } from 'node:fs';
import { App, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { CONTEXT_OPTIONS, checkNames, contextOptions } from '../../lib/context-options.ts';

function read(context: Record<string, unknown>) {
  return contextOptions((option) => context[option]);
}

describe('options given as context', () => {
  test('are none by default', () => {
    expect(read({})).toEqual({});
  });

  test('are text on the command line and may be numbers and lists in cdk.json', () => {
    const expected = {
      executorTimeout: Duration.seconds(120),
      maximumConcurrency: 5,
      jwt: { issuer: 'https://login.example.com/', audience: ['jobs'], productsClaim: 'tenants' },
      throttle: { rateLimit: 10, burstLimit: 20 },
      logRetention: 7,
      removalPolicy: RemovalPolicy.DESTROY,
    };
    const common = {
      jwtIssuer: 'https://login.example.com/',
      jwtAudience: 'jobs',
      jwtProductsClaim: 'tenants',
      logRetention: '7',
      removalPolicy: 'destroy',
    };
    const given = {
      executorTimeout: '120',
      maximumConcurrency: '5',
      throttleRate: '10',
    };
    expect(read({ ...common, ...given })).toEqual(expected);
    const typed = { executorTimeout: 120, maximumConcurrency: 5, throttleRate: 10 };
    expect(read({ ...common, ...typed })).toEqual(expected);
  });

  test('name the claims of tokens, and the client by which the dashboard signs users in', () => {
    const jwt = { jwtIssuer: 'https://login.example.com/', jwtAudience: 'jobs' };
    const dashboard = { dashboardClientId: 'page', dashboardOrigins: 'https://auth.example.com' };
    expect(read({ ...jwt, ...dashboard, jwtAccessClaim: 'role' }).jwt).toEqual({
      issuer: 'https://login.example.com/',
      audience: ['jobs'],
      accessClaim: 'role',
      dashboard: { clientId: 'page', origins: ['https://auth.example.com'] },
    });
    expect(() => read({ dashboardClientId: 'page' })).toThrow('dashboardClientId needs jwtIssuer beside it');
    expect(() => read({ ...jwt, dashboardScope: 'openid' })).toThrow(
      'dashboardScope needs dashboardClientId',
    );
    for (const dashboardOrigins of ['*', 'auth.example.com', 'https://auth.example.com/path'])
      expect(() => read({ ...jwt, ...dashboard, dashboardOrigins })).toThrow(
        'dashboardOrigins takes origins',
      );
  });

  test('name what is there already by its id or ARN', () => {
    expect(
      read({
        vpcId: 'vpc-1',
        subnetIds: 'subnet-1, subnet-2',
        securityGroupIds: ['sg-1'],
        encryptionKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1234',
        alarmTopicArn: 'arn:aws:sns:eu-west-1:111122223333:ops',
        corsOrigins: 'https://jobs.example.com,http://localhost:3000',
      }),
    ).toEqual({
      imports: {
        network: { vpcId: 'vpc-1', subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] },
        encryptionKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1234',
        alarmTopicArn: 'arn:aws:sns:eu-west-1:111122223333:ops',
      },
      corsOrigins: ['https://jobs.example.com', 'http://localhost:3000'],
    });
  });

  test('of scale are pairs and numbers, as text or as in cdk.json', () => {
    const expected = {
      capacity: { write: { min: 50, max: 2000 }, read: { min: 10, max: 500 }, targetUtilization: 60 },
      provisionedPollers: { main: 10, slow: 2 },
      functionUrl: true,
    };
    const given = { writeCapacity: '50,2000', readCapacity: '10, 500', targetUtilization: '60' };
    expect(read({ ...given, provisionedPollers: '10,2', functionUrl: 'true' })).toEqual(expected);
    const typed = { writeCapacity: [50, 2000], readCapacity: [10, 500], targetUtilization: 60 };
    expect(read({ ...typed, provisionedPollers: [10, 2], functionUrl: true })).toEqual(expected);
    expect(read({ warmWrites: '40000' })).toEqual({ warmThroughput: { writeUnitsPerSecond: 40_000 } });
    expect(read({ warmWrites: '8000', warmReads: 24_000 })).toEqual({
      warmThroughput: { writeUnitsPerSecond: 8000, readUnitsPerSecond: 24_000 },
    });
    expect(read({ functionUrl: 'false' })).toEqual({ functionUrl: false });
  });

  test('that are not known fail together, each with the nearest one', () => {
    expect(() => checkNames({ executorTimout: '60', vpcID: 'vpc-1', 'retention-days': '3' })).toThrow(
      new Error(
        'Context: unknown option "executorTimout"; did you mean "executorTimeout"?; ' +
          'unknown option "vpcID"; did you mean "vpcId"?; ' +
          'unknown option "retention-days"; did you mean "retentionDays"?',
      ),
    );
  });

  test("are not mixed up with the CDK's own names in the context", () => {
    const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
    const remembered = { 'vpc-provider:account=1:region=eu-west-1': {}, 'acknowledged-issue-numbers': [1] };
    const given = new App({ context: { ...context, ...remembered, executorTimeout: '60' } }).node;
    expect(() => checkNames(given.getAllContext())).not.toThrow();
  });

  test('are each told of in the guide to deploying', () => {
    const [, guide = ''] = readFileSync('docs/deploying.md', 'utf8').split(/^## /m);
    const told = [...guide.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(told.sort()).toEqual(Object.keys(CONTEXT_OPTIONS).sort());
  });

  test.each([
    [{ executorTimeout: 'long' }, 'Context option executorTimeout takes seconds, not "long".'],
    [{ retentionDays: '-1' }, 'Context option retentionDays takes days, not "-1".'],
    [{ logRetention: '2' }, 'Context option logRetention takes one of 1, 3, 5, 7'],
    [{ removalPolicy: 'keep' }, 'Context option removalPolicy takes "retain" or "destroy", not "keep".'],
    [{ jwtIssuer: 'https://x/' }, 'Context option jwtIssuer needs jwtAudience beside it.'],
    [{ jwtAudience: 'jobs' }, 'Context option jwtAudience needs jwtIssuer beside it.'],
    [{ jwtProductsClaim: 'tenants' }, 'Context option jwtProductsClaim needs jwtIssuer beside it.'],
    [{ throttleBurst: '9' }, 'Context option throttleBurst needs throttleRate beside it.'],
    [{ vpcId: 'vpc-1' }, 'Context option vpcId needs subnetIds beside it.'],
    [{ subnetIds: 'subnet-1' }, 'Context option subnetIds needs vpcId beside it.'],
    [{ securityGroupIds: 'sg-1' }, 'Context option securityGroupIds needs vpcId beside it.'],
    [{ encryptionKeyArn: 'alias/jobs' }, 'encryptionKeyArn takes the ARN of a KMS key, not "alias/jobs".'],
    [{ alarmTopicArn: 'ops' }, 'Context option alarmTopicArn takes the ARN of an SNS topic, not "ops".'],
    [{ writeCapacity: '5,9' }, 'Context option writeCapacity needs readCapacity beside it.'],
    [{ readCapacity: '5,9' }, 'Context option readCapacity needs writeCapacity beside it.'],
    [{ targetUtilization: '60' }, 'targetUtilization needs writeCapacity and readCapacity beside it.'],
    [{ writeCapacity: '5' }, 'writeCapacity takes the least and the most units a second, a comma between'],
    [{ provisionedPollers: '5,x' }, 'provisionedPollers takes those of quick and those of slow runs'],
    [{ provisionedPollers: [5, 2, 2] }, 'a comma between them, not "5,2,2".'],
    [{ warmWrites: 'many' }, 'Context option warmWrites takes units a second, not "many".'],
    [{ functionUrl: 'yes' }, 'Context option functionUrl takes "true" or "false", not "yes".'],
    [{ corsOrigins: 'jobs.example.com' }, 'corsOrigins takes origins, separated by commas, such as https://'],
  ])('%j is refused', (context, message) => {
    expect(() => read(context)).toThrow(message);
  });
});
