import { CustomResource } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Provider } from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';
import type { Config } from '../contract/config.ts';
import { setsByProduct, setsIn } from '../core/usecases/schedules/declared-set.ts';
import { digest } from '../lambdas/digest.ts';
import { scheduleIssues } from '../namespaces/config-registry.ts';
import { acceptWildcard } from './accepted-findings.ts';
import type { JobFunction } from './functions.ts';
import { createLogGroup, type LogGroupProps } from './log-group.ts';

/** What of a scheduler applies the schedules of its config. */
export interface DeclaredSchedulesProps extends LogGroupProps {
  config: Config;
  executor: JobFunction;
  /** The longest attempt that the executor has time for, ms. */
  maxTimeout: number;
}

/**
 * Has a deploy apply the schedules of the config, where there are any: when the functions are up to date, the executor is told the digest
 * of the set of each product and env. A set that is as it was makes no update; a deploy that fails has the earlier set applied again.
 * @throws Error naming every schedule that the executor would refuse
 */
export function applyDeclared(scope: Construct, props: DeclaredSchedulesProps): void {
  const { config, executor, maxTimeout } = props;
  const sets = setsIn(config, digest);
  if (sets.length === 0) return;
  const issues = scheduleIssues(config, maxTimeout);
  if (issues.length > 0)
    throw new Error(`JobScheduler: ${issues.map(({ path, message }) => `${path}: ${message}`).join('; ')}`);
  const logGroup = createLogGroup(scope, 'DeclaredSchedulesLogs', props);
  const role = new Role(scope, 'DeclaredSchedulesRole', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
  });
  role.addToPolicy(
    new PolicyStatement({
      sid: 'Logs',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    }),
  );
  acceptWildcard(role, logGroup.logGroupArn, 'The streams of the log group are named by Lambda.');
  acceptWildcard(
    role,
    `${executor.function.functionArn}:*`,
    'The CDK lets its provider call any version of the one function that it calls.',
  );
  const provider = new Provider(scope, 'DeclaredSchedulesProvider', {
    onEventHandler: executor.function,
    frameworkOnEventRole: role,
    logGroup,
  });
  const resource = new CustomResource(scope, 'DeclaredSchedules', {
    serviceToken: provider.serviceToken,
    resourceType: 'Custom::DeclaredSchedules',
    properties: { Sets: setsByProduct(sets) },
  });
  // After all that a run needs: the first may be due at once.
  resource.node.addDependency(executor);
}
