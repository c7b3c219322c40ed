import { Duration, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  ApiMapping,
  CorsHttpMethod,
  type CorsPreflightOptions,
  DomainName,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  type HttpRoute,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
  type ThrottleSettings,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Scope } from '../core/jobs/scope.ts';
import {
  GATEWAY_ROUTE_KEYS,
  type GatewayRouteKey,
  PUBLIC_ROUTE_KEYS,
  READ_PATHS,
} from '../lambdas/dispatch/route-keys.ts';
import { PAGE_ROUTES } from '../web/pages.ts';
import { acceptFinding } from './accepted-findings.ts';

/** Which callers may use a token in place of an AWS signature. */
export interface JwtOptions {
  /** The `iss` claim, from whose discovery document the keys are read. */
  issuer: string;
  /** At least one must be in the `aud` (or `client_id`) claim. */
  audience: string[];
  /** The claim that lists the products its bearer may see: `shop`, `shop/prd` or `*`. Default: `products`. */
  productsClaim?: string;
  /** The claim by which its bearer may only look: a token that has it changes nothing unless it lists `write`. Default: `access`. */
  accessClaim?: string;
  /** Has the dispatch function serve the dashboard, whose users sign in at the issuer. Default: it is not served. */
  dashboard?: DashboardSignIn;
}

/** A public client of the issuer, by which the dashboard signs its users in (OIDC with PKCE). */
export interface DashboardSignIn {
  /** Its redirect URI is the URL of the API, with `/` at its end. */
  clientId: string;
  /** What is asked for. Default: `openid`. */
  scope?: string;
  /** Origins that have the issuer's token endpoint, where that is not at the issuer. */
  origins?: string[];
}

export interface JobHttpApiProps {
  handler: IFunction;
  jwt?: JwtOptions | undefined;
  throttle: ThrottleSettings;
  /** Origins whose web pages may call it. */
  corsOrigins?: string[] | undefined;
  /** A domain of its own. */
  domain?: { name: string; certificate: ICertificate } | undefined;
  accessLog: ILogGroup;
}

/** What is written down of each request: who, what and how it went; no header and no body. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  caller: '$context.identity.userArn',
  subject: '$context.authorizer.claims.sub',
  routeKey: '$context.routeKey',
  path: '$context.path',
  status: '$context.status',
  responseLatency: '$context.responseLatency',
  integrationStatus: '$context.integrationStatus',
  error: '$context.error.message',
  authorizerError: '$context.authorizer.error',
  integrationError: '$context.integrationErrorMessage',
};

/** The HTTP API: exactly the routes the dispatch function knows, each authorized unless it is public. */
export class JobHttpApi extends Construct {
  readonly api: HttpApi;
  readonly url: string;
  /** What a DNS record of its domain is an alias of, where it has one. */
  readonly domain?: DomainName;
  private readonly signed: boolean;

  constructor(scope: Construct, id: string, props: JobHttpApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      createDefaultStage: false,
      ...(props.corsOrigins && { corsPreflight: corsOf(props.corsOrigins) }),
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: props.throttle,
      accessLogSettings: {
        destination: new LogGroupLogDestination(props.accessLog),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
    if (props.domain) {
      const { name: domainName, certificate } = props.domain;
      this.domain = new DomainName(this, 'Domain', { domainName, certificate });
      new ApiMapping(this, 'Mapping', { api: this.api, domainName: this.domain, stage });
    }
    this.url = props.domain ? `https://${props.domain.name}/` : stage.url;

    // One permission for the whole API: one for each route would in time outgrow the 20 KB of a function's policy.
    const integration = new HttpLambdaIntegration('Dispatch', props.handler, {
      scopePermissionToRoute: false,
    });
    const guard = authorizerFor(props.jwt);
    const add = (key: string, authorizer: IHttpRouteAuthorizer): HttpRoute[] => {
      const { method, path } = split(key);
      return this.api.addRoutes({ path, methods: [method], integration, authorizer });
    };

    for (const key of GATEWAY_ROUTE_KEYS.filter((key) => !isPublic(key))) add(key, guard);
    this.signed = !props.jwt;
    for (const route of GATEWAY_ROUTE_KEYS.filter(isPublic).flatMap((key) =>
      add(key, new HttpNoneAuthorizer()),
    )) {
      acceptFinding(route, 'APIG4', 'Load balancers and uptime checks ask for health without credentials.');
    }
    const pages = props.jwt?.dashboard ? PAGE_ROUTES : [];
    for (const route of pages.flatMap((key) => add(key, new HttpNoneAuthorizer())))
      acceptFinding(route, 'APIG4', 'The page is public code; what it calls asks for a token.');
  }

  /** Lets `grantee` call every route that asks for an AWS signature, of one product and env or of all; with tokens there is nothing to grant. */
  grantInvoke(grantee: IGrantable, scope?: Partial<Scope>): void {
    this.grant(grantee, [['*', '*']], scope);
  }

  /** The same of the routes that change nothing. */
  grantRead(grantee: IGrantable, scope?: Partial<Scope>): void {
    this.grant(grantee, READ_PATHS, scope);
  }

  private grant(grantee: IGrantable, paths: typeof READ_PATHS, scope?: Partial<Scope>): void {
    if (!this.signed) return;
    const { product = '*', env = '*' } = scope ?? {};
    const below = scope ? `v1/products/${product}/envs/${env}` : 'v1';
    // One for the whole API: a statement for each route takes 3 KB of the 10 KB that a role has for inline policies.
    const resourceArns = paths.map(([method, path]) =>
      Stack.of(this).formatArn({
        service: 'execute-api',
        resource: this.api.apiId,
        resourceName: `*/${method}/${below}/${path}`,
      }),
    );
    Grant.addToPrincipal({ grantee, actions: ['execute-api:Invoke'], resourceArns });
  }
}

/** What pages of these origins may send: the methods of the routes, and the headers of tokens and of AWS signatures. */
function corsOf(allowOrigins: string[]): CorsPreflightOptions {
  const methods = new Set(GATEWAY_ROUTE_KEYS.map((key) => key.split(' ')[0]));
  return {
    allowOrigins,
    allowMethods: Object.values(CorsHttpMethod).filter((method) => methods.has(method)),
    allowHeaders: [
      'authorization',
      'content-type',
      'x-amz-content-sha256',
      'x-amz-date',
      'x-amz-security-token',
    ],
    maxAge: Duration.hours(1),
  };
}

function authorizerFor(jwt: JwtOptions | undefined): IHttpRouteAuthorizer {
  if (!jwt) return new HttpIamAuthorizer();
  return new HttpJwtAuthorizer('Jwt', jwt.issuer, { jwtAudience: jwt.audience });
}

function isPublic(key: GatewayRouteKey): boolean {
  return PUBLIC_ROUTE_KEYS.includes(key);
}

function split(key: string): { method: HttpMethod; path: string } {
  const [verb, path = '/'] = key.split(' ');
  const method = Object.values(HttpMethod).find((known) => known === verb);
  if (!method) throw new Error(`Route "${key}" does not begin with an HTTP method.`);
  return { method, path };
}
