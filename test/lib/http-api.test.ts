import { Aws, Fn } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Config } from '../../contract/config.ts';
import {
  changesNothing,
  GATEWAY_ROUTE_KEYS,
  PUBLIC_ROUTE_KEYS,
  ROUTE_KEYS,
} from '../../lambdas/dispatch/route-keys.ts';
import { PAGE_ROUTES } from '../../web/pages.ts';
import { propertiesOf, stackOf, statementsOf, synth } from './synth.ts';

const JWT = { issuer: 'https://login.example.com/', audience: ['jobs'] };

function authorizationOf(template: Template) {
  const routes = Object.values(propertiesOf(template, 'AWS::ApiGatewayV2::Route'));
  return new Map(routes.map((route) => [route['RouteKey'], route['AuthorizationType']]));
}

describe('the HTTP API', () => {
  test('has the routes the dispatch function knows and no other, all leading to it', () => {
    const template = synth();
    expect([...authorizationOf(template).keys()].sort()).toEqual([...GATEWAY_ROUTE_KEYS].sort());
    template.resourceCountIs('AWS::ApiGatewayV2::Integration', 1);
    template.hasResourceProperties('AWS::ApiGatewayV2::Integration', {
      IntegrationType: 'AWS_PROXY',
      PayloadFormatVersion: '2.0',
    });
  });

  test('only health is public', () => {
    expect(PUBLIC_ROUTE_KEYS).toEqual(['GET /v1/health']);
  });

  test.each([
    ['an AWS signature', {}, 'AWS_IAM'],
    ['a token where an issuer is named', { jwt: JWT }, 'JWT'],
  ])('asks for %s on every route but health', (_what, props, expected) => {
    for (const [key, type] of authorizationOf(synth(props))) {
      expect([key, type]).toEqual([key, key === 'GET /v1/health' ? 'NONE' : expected]);
    }
  });

  test('accepts tokens of that issuer and audience only', () => {
    synth({ jwt: JWT }).hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: JWT.issuer, Audience: JWT.audience },
    });
  });

  test('lets web pages call it from the named origins alone, and no route takes their preflight requests', () => {
    const named = synth({ corsOrigins: ['https://jobs.example.com'] });
    expect(propertiesOf(named, 'AWS::ApiGatewayV2::Api')['JobsHttpApi']?.['CorsConfiguration']).toEqual({
      AllowOrigins: ['https://jobs.example.com'],
      AllowMethods: ['DELETE', 'GET', 'POST', 'PUT'],
      AllowHeaders: [
        'authorization',
        'content-type',
        'x-amz-content-sha256',
        'x-amz-date',
        'x-amz-security-token',
      ],
      MaxAge: 3600,
    });
    expect(GATEWAY_ROUTE_KEYS.filter((key) => /^(ANY|OPTIONS) /.test(key))).toEqual([]);
    const plain = propertiesOf(synth(), 'AWS::ApiGatewayV2::Api')['JobsHttpApi'];
    expect(plain?.['CorsConfiguration']).toBeUndefined();
  });

  test('is throttled, and logs who called what without headers or bodies', () => {
    const stage = propertiesOf(
      synth({ throttle: { rateLimit: 5, burstLimit: 9 } }),
      'AWS::ApiGatewayV2::Stage',
    )['JobsHttpStage'];
    expect(stage).toMatchObject({
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 9 },
      AccessLogSettings: { DestinationArn: '<JobsAccessLog.Arn>' },
    });
    expect(JSON.stringify(stage?.['AccessLogSettings'])).not.toMatch(/header|body|querystring/i);
  });
});

describe('the dashboard', () => {
  const dashboard = { clientId: 'page' };
  const dispatchOf = (template: Template) =>
    propertiesOf(template, 'AWS::Lambda::Function')['JobsDispatchFunction']?.['Environment'];

  test('is served to all where a client of the issuer is named, and only its own paths are', () => {
    const template = synth({ jwt: { ...JWT, dashboard } });
    const open = [...authorizationOf(template)].filter(([, type]) => type === 'NONE').map(([key]) => key);
    expect(open.sort()).toEqual(['GET /v1/health', ...PAGE_ROUTES].sort());
    expect(PAGE_ROUTES.filter((key) => key.includes('/v1') || !key.startsWith('GET /'))).toEqual([]);
    expect(dispatchOf(template)).toMatchObject({
      Variables: {
        DASHBOARD: JSON.stringify({ issuer: JWT.issuer, client: 'page', scope: 'openid', origins: [] }),
      },
    });
  });

  test.each([[{}], [{ jwt: JWT }]])('is not served with %j', (props) => {
    const template = synth(props);
    expect([...authorizationOf(template).keys()].filter((key) => !String(key).includes('/v1'))).toEqual([]);
    expect(JSON.stringify(dispatchOf(template))).not.toContain('DASHBOARD');
  });

  test.each([
    [{ jwt: { ...JWT, dashboard } }, expect.stringContaining('<AWS::URLSuffix>')],
    [{ dashboardUrl: 'https://jobs.example.com' }, 'https://jobs.example.com'],
  ])('is where alerts of %j lead', (props, url) => {
    const executor = propertiesOf(synth(props), 'AWS::Lambda::Function')['JobsExecutorFunction'];
    expect(executor).toHaveProperty('Environment.Variables.DASHBOARD_URL', url);
  });

  test('takes an issuer that CloudFormation knows', () => {
    const issuer = Fn.join('', ['https://cognito-idp.', Aws.REGION, '.amazonaws.com/pool']);
    const template = synth({ jwt: { ...JWT, issuer, dashboard } });
    expect(JSON.stringify(dispatchOf(template))).toContain('cognito-idp.<AWS::Region>.amazonaws.com/pool');
  });
});

/** What a function is allowed by a grant. */
function grantedTo(
  props: Parameters<typeof stackOf>[0],
  grant: (scheduler: ReturnType<typeof stackOf>['scheduler'], caller: LambdaFunction) => void,
) {
  const stack = stackOf(props);
  const caller = new LambdaFunction(stack, 'Caller', {
    code: Code.fromInline('exports.handler = () => {}'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
  });
  grant(stack.scheduler, caller);
  return statementsOf(Template.fromStack(stack), 'CallerServiceRole');
}

const API = 'arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<JobsHttpApi>';

describe('grantDispatch', () => {
  const dispatching = (props: Parameters<typeof stackOf>[0]) =>
    grantedTo(props, (scheduler, caller) => scheduler.grantDispatch(caller));

  test('lets a function invoke the dispatch function and call every route of the API, by one wildcard', () => {
    const statements = dispatching({});
    expect(statements.flatMap((each) => each.actions).sort()).toEqual([
      'execute-api:Invoke',
      'lambda:InvokeFunction',
    ]);
    const calls = statements.filter((each) => each.actions.includes('execute-api:Invoke'));
    expect(calls.map(({ resources }) => resources)).toEqual([[`${API}/*/*/v1/*`]]);
  });

  test('with tokens there is only the function to grant', () => {
    expect(dispatching({ jwt: JWT }).flatMap((each) => each.actions)).toEqual(['lambda:InvokeFunction']);
  });
});

describe('grantRead', () => {
  const SCOPE = { product: 'shop', env: 'prd' };
  const reading = (props: Parameters<typeof stackOf>[0], scope?: typeof SCOPE) =>
    grantedTo(props, (scheduler, caller) => scheduler.grantRead(caller, scope));
  const config: Config = { products: { shop: { envs: { prd: {} } } } };

  test('lets a function call what changes nothing, and nothing else', () => {
    expect(reading({})).toMatchObject([
      {
        actions: ['execute-api:Invoke'],
        resources: [
          `${API}/*/GET/v1/*`,
          `${API}/*/POST/v1/jobs/*/preview`,
          `${API}/*/POST/v1/schedules/calendar`,
          `${API}/*/POST/v1/schedules/preview`,
        ],
      },
    ]);
  });

  test('of one product and env by its paths', () => {
    const below = 'v1/products/shop/envs/prd';
    expect(reading({ config }, SCOPE).map(({ resources }) => resources)).toEqual([
      [
        `${API}/*/GET/${below}/*`,
        `${API}/*/POST/${below}/jobs/*/preview`,
        `${API}/*/POST/${below}/schedules/calendar`,
        `${API}/*/POST/${below}/schedules/preview`,
      ],
    ]);
  });

  test('covers every route that a caller which may only look is let through to, and no other', () => {
    const patterns = reading({})
      .flatMap(({ resources }) => resources)
      .map((arn) => new RegExp(`^${String(arn).split('/*/').slice(1).join('/*/').replaceAll('*', '.*')}$`));
    for (const key of ROUTE_KEYS) {
      const called = key.replace(' /', '/').replaceAll(/\{\w+\}/g, 'x1');
      expect({ key, granted: patterns.some((pattern) => pattern.test(called)) }).toEqual({
        key,
        granted: changesNothing(key),
      });
    }
  });

  test('with tokens there is nothing to grant', () => {
    expect(reading({ jwt: JWT })).toEqual([]);
  });
});

test('the names of the claims of tokens reach the dispatch function', () => {
  const jwt = { ...JWT, productsClaim: 'tenants', accessClaim: 'role' };
  const dispatch = propertiesOf(synth({ jwt }), 'AWS::Lambda::Function')['JobsDispatchFunction'];
  expect(dispatch?.['Environment']).toMatchObject({
    Variables: { PRODUCTS_CLAIM: 'tenants', ACCESS_CLAIM: 'role' },
  });
});
