import { type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface LogGroupProps {
  logRetention: RetentionDays;
  removalPolicy: RemovalPolicy;
  /** Customer key; without it CloudWatch's own. It must let CloudWatch Logs use it, see {@link letLogsUse}. */
  encryptionKey?: IKey | undefined;
}

/** A log group that forgets. */
export function createLogGroup(scope: Construct, id: string, props: LogGroupProps): LogGroup {
  return new LogGroup(scope, id, {
    retention: props.logRetention,
    removalPolicy: props.removalPolicy,
    ...(props.encryptionKey && { encryptionKey: props.encryptionKey }),
  });
}

/**
 * Lets CloudWatch Logs use the key for log groups of this account ("Encrypt log data using AWS KMS" of its user guide); the
 * policy of an imported key is its owner's.
 */
export function letLogsUse(key: IKey): void {
  const { account, region, partition } = Stack.of(key);
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Logs',
      principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      resources: ['*'],
      conditions: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*`,
        },
      },
    }),
  );
}
