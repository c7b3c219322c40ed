import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { contextOptions } from '../../lib/context-options.ts';

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

  test.each([
    [{ executorTimeout: 'long' }, 'Context option executorTimeout takes seconds, not "long".'],
    [{ retentionDays: '-1' }, 'Context option retentionDays takes days, not "-1".'],
    [{ logRetention: '2' }, 'Context option logRetention takes one of 1, 3, 5, 7'],
    [{ removalPolicy: 'keep' }, 'Context option removalPolicy takes "retain" or "destroy", not "keep".'],
    [{ jwtIssuer: 'https://x/' }, 'Context option jwtIssuer needs jwtAudience beside it.'],
    [{ jwtAudience: 'jobs' }, 'Context option jwtAudience needs jwtIssuer beside it.'],
    [{ jwtProductsClaim: 'tenants' }, 'Context option jwtProductsClaim needs jwtIssuer beside it.'],
    [{ throttleBurst: '9' }, 'Context option throttleBurst needs throttleRate beside it.'],
  ])('%j is refused', (context, message) => {
    expect(() => read(context)).toThrow(message);
  });
});
