import { createHash } from 'node:crypto';
import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import {
  AwsCustomResource,
  AwsCustomResourcePolicy,
  type AwsSdkCall,
  PhysicalResourceId,
} from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { DEPLOYED_VALUES, deployedValuesKey } from '../adapters/aws/deployed-values.ts';
import { Env } from '../lambdas/environment.ts';
import { KEY_ACTIONS } from '../namespaces/shared/resource-grant.ts';
import { acceptFinding } from './accepted-findings.ts';
import { createLogGroup } from './log-group.ts';

export interface DeployedValuesProps {
  table: ITable;
  /** What each marker of the config stands for. */
  tokens: ReadonlyMap<string, string>;
  logGroup: ILogGroup;
  encryptionKey?: IKey | undefined;
}

/**
 * What the tokens of the config come to, where CloudFormation knows it: an item of the table, written before the functions
 * that read it. Each set of markers has an item of its own, so a function of before finds its own for as long as it is there.
 */
export class DeployedValues extends Construct {
  /** Names the item. */
  readonly id: string;
  /** Another with each change of the values, so that functions that have it in their environment begin anew. */
  readonly revision: string;

  constructor(scope: Construct, id: string, { table, tokens, logGroup, encryptionKey }: DeployedValuesProps) {
    super(scope, id);
    const markers = [...tokens.keys()].sort();
    this.id = createHash('sha256').update(markers.join()).digest('hex').slice(0, 16);
    const values = markers.map((marker) => [marker, { S: tokens.get(marker) }]);
    const item = {
      TableName: table.tableName,
      Key: Object.fromEntries(
        Object.entries(deployedValuesKey(this.id)).map(([name, key]) => [name, { S: key }]),
      ),
    };
    const write: AwsSdkCall = {
      service: 'DynamoDB',
      action: 'UpdateItem',
      parameters: {
        ...item,
        UpdateExpression: 'SET #values = :values ADD #revision :one',
        ExpressionAttributeNames: {
          '#values': DEPLOYED_VALUES.values,
          '#revision': DEPLOYED_VALUES.revision,
        },
        ExpressionAttributeValues: { ':values': { M: Object.fromEntries(values) }, ':one': { N: '1' } },
        ReturnValues: 'UPDATED_NEW',
      },
      physicalResourceId: PhysicalResourceId.of(this.id),
      outputPaths: [`Attributes.${DEPLOYED_VALUES.revision}.N`],
    };
    const writer = new AwsCustomResource(this, 'Writer', {
      resourceType: 'Custom::DuctapeDeployedValues',
      onUpdate: write,
      onDelete: { service: 'DynamoDB', action: 'DeleteItem', parameters: item },
      policy: AwsCustomResourcePolicy.fromStatements([
        new PolicyStatement({
          actions: ['dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
          resources: [table.tableArn],
          conditions: {
            'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${DEPLOYED_VALUES.partition}#*`] },
          },
        }),
        ...(encryptionKey
          ? [new PolicyStatement({ actions: [...KEY_ACTIONS.all], resources: [encryptionKey.keyArn] })]
          : []),
      ]),
      installLatestAwsSdk: false,
      timeout: Duration.minutes(1),
      logGroup,
    });
    const { grantPrincipal: role } = writer;
    if (Construct.isConstruct(role))
      acceptFinding(
        role,
        'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
        "The role is that of the CDK's own function for custom resources, of which a stack has one.",
      );
    this.revision = writer.getResponseField(`Attributes.${DEPLOYED_VALUES.revision}.N`);
  }
}

/** What tells a function where to read what the tokens of the config come to, if it has any. */
export function valuesEnvironment(
  scope: Construct,
  tokens: ReadonlyMap<string, string>,
  { table, ...log }: Pick<DeployedValuesProps, 'table'> & Parameters<typeof createLogGroup>[2],
): Record<string, string> {
  if (tokens.size === 0) return {};
  const logGroup = createLogGroup(scope, 'ValuesLog', log);
  const { encryptionKey } = log;
  const { id, revision } = new DeployedValues(scope, 'Values', { table, tokens, logGroup, encryptionKey });
  return { [Env.deployedValues]: id, [Env.deployedRevision]: revision };
}
