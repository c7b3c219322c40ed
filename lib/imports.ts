import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { JobSchedulerProps } from './job-scheduler-props.ts';

/** What is there already and is used by its id or ARN. */
export interface Imports {
  /** Where the executor runs. Without security groups it gets one that lets everything out. */
  network?: { vpcId: string; subnetIds: string[]; securityGroupIds?: string[] };
  /** Its key policy must let CloudWatch Logs and EventBridge use it: docs/deploying.md. */
  encryptionKeyArn?: string;
  alarmTopicArn?: string;
}

/** The properties of a scheduler that are imported. No call is made of AWS, so an id that is wrong is found at deployment. */
export function importedProps(scope: Construct, imports: Imports): Partial<JobSchedulerProps> {
  const { network, encryptionKeyArn, alarmTopicArn } = imports;
  return {
    ...(network && { executorNetwork: networkOf(scope, network) }),
    ...(encryptionKeyArn !== undefined && {
      encryptionKey: Key.fromKeyArn(scope, 'ImportedKey', encryptionKeyArn),
    }),
    ...(alarmTopicArn !== undefined && {
      alarmTopic: Topic.fromTopicArn(scope, 'ImportedTopic', alarmTopicArn),
    }),
  };
}

function networkOf(
  scope: Construct,
  { vpcId, subnetIds, securityGroupIds }: NonNullable<Imports['network']>,
) {
  return {
    vpc: Vpc.fromVpcAttributes(scope, 'ImportedVpc', {
      vpcId,
      privateSubnetIds: subnetIds,
      // As many as there are subnets; nothing here depends on which they are.
      availabilityZones: subnetIds.map((_id, index) => `zone-${index + 1}`),
    }),
    ...(securityGroupIds && {
      securityGroups: securityGroupIds.map((id, index) =>
        SecurityGroup.fromSecurityGroupId(scope, `ImportedSecurityGroup${index + 1}`, id),
      ),
    }),
  };
}
