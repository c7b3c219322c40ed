import { basename, join } from 'node:path';
import { type Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Config } from '../contract/config.ts';
import type { Files } from '../web/serve/files.ts';
import { acceptFinding, acceptWildcard } from './accepted-findings.ts';
import { BUNDLES_CONTEXT, bundleFunction, type FUNCTIONS } from './bundle.ts';
import { createLogGroup } from './log-group.ts';
import { LAMBDAS } from './prebuilt.ts';

/** Where a function is when what it reaches is not on the internet. */
export interface NetworkOptions {
  vpc: IVpc;
  /** Default: the private subnets. */
  subnets?: SubnetSelection;
  securityGroups?: ISecurityGroup[];
}

export interface JobFunctionProps {
  code: Code;
  /** The file in the code and the export that Lambda calls; default `index.handler`. */
  handler?: string;
  description: string;
  timeout: Duration;
  /** MB. */
  memorySize: number;
  environment: Record<string, string>;
  /** Whether what it sends may come back to it: a wake-up that sends the next, or a job that dispatches the next. */
  loops: boolean;
  /** Whether Lambda leaves out of the log when an invocation begins and ends, 0.3 KB each; invocations that fail are told of. */
  quiet?: boolean;
  logRetention: RetentionDays;
  removalPolicy: RemovalPolicy;
  /** Customer key of the log group. */
  encryptionKey?: IKey | undefined;
  network?: NetworkOptions | undefined;
}

/**
 * The code of a function of the engine.
 * @param name the folder below `lambdas/` whose `lambda.ts` exports `handler`
 * @param dashboard the files of the dashboard, where the function serves it
 */
export function engineCode(
  scope: Construct,
  name: (typeof FUNCTIONS)[number],
  config: Config,
  dashboard?: () => Files,
): Code {
  if (!Stack.of(scope).bundlingRequired) return Code.fromAsset(join(LAMBDAS, name));
  const folder: string | undefined = scope.node.tryGetContext(BUNDLES_CONTEXT);
  const bundle = bundleFunction(name, config, folder, dashboard?.());
  // The CDK keeps the hashes that it makes in the home directory; a bundle's name has one of its content.
  return Code.fromAsset(bundle, folder === undefined ? {} : { assetHash: basename(bundle) });
}

/** A function with its log group and a role that may, at first, only write to it. */
export class JobFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: JobFunctionProps) {
    super(scope, id);
    const logGroup = createLogGroup(this, 'Logs', props);
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.role.addToPolicy(
      new PolicyStatement({
        sid: 'Logs',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    acceptWildcard(this.role, logGroup.logGroupArn, 'The streams of the log group are named by Lambda.');
    this.function = new LambdaFunction(this, 'Function', {
      description: props.description,
      code: props.code,
      handler: props.handler ?? 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: props.timeout,
      memorySize: props.memorySize,
      role: this.role,
      logGroup,
      ...(props.quiet && { loggingFormat: LoggingFormat.JSON, systemLogLevelV2: SystemLogLevel.WARN }),
      // Lambda stops a message whose chain of sends and calls came through the same function 16 times ("recursive loop
      // detection" in its developer guide). A recurring job is such a chain by design, and so are jobs of which each
      // dispatches the next.
      recursiveLoop: props.loops ? RecursiveLoop.ALLOW : RecursiveLoop.TERMINATE,
      // With an arena of the C library for each thread, what threads have freed stays with the process.
      environment: { ...props.environment, NODE_OPTIONS: '--enable-source-maps', MALLOC_ARENA_MAX: '2' },
      ...(props.network ? networkOf(this.role, props.network) : {}),
    });
  }
}

function networkOf(role: Role, network: NetworkOptions) {
  role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaENIManagementAccess'));
  acceptFinding(
    role,
    'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaENIManagementAccess]',
    'Network interfaces are made by Lambda and have no name before; AWS keeps the list of actions.',
  );
  return {
    vpc: network.vpc,
    ...(network.subnets && { vpcSubnets: network.subnets }),
    ...(network.securityGroups && { securityGroups: network.securityGroups }),
  };
}
