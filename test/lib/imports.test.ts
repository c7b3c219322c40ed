import { Template } from 'aws-cdk-lib/assertions';
import { JobSchedulerStack } from '../../lib/job-scheduler-stack.ts';
import { EMPTY, propertiesOf, quickApp } from './synth.ts';

describe('what is used by its id or ARN', () => {
  const stack = new JobSchedulerStack(quickApp(), 'Test', {
    config: EMPTY,
    imports: {
      network: { vpcId: 'vpc-1', subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] },
      encryptionKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1234',
      alarmTopicArn: 'arn:aws:sns:eu-west-1:111122223333:ops',
    },
  });
  const template = Template.fromStack(stack);

  test('is a network: the executor is in these subnets and groups, and no other function', () => {
    for (const [name, fn] of Object.entries(propertiesOf(template, 'AWS::Lambda::Function'))) {
      expect([name, fn['VpcConfig']]).toEqual([
        name,
        name === 'JobsExecutorFunction'
          ? { SubnetIds: ['subnet-1', 'subnet-2'], SecurityGroupIds: ['sg-1'] }
          : undefined,
      ]);
    }
  });

  test('is a key: table, queues and logs are encrypted with it', () => {
    const key = 'arn:aws:kms:eu-west-1:111122223333:key/1234';
    for (const [type, property] of [
      ['AWS::SQS::Queue', 'KmsMasterKeyId'],
      ['AWS::Logs::LogGroup', 'KmsKeyId'],
    ] as const) {
      const found = Object.values(propertiesOf(template, type)).map((each) => each[property]);
      expect(new Set(found)).toEqual(new Set([key]));
    }
    template.hasResourceProperties('AWS::DynamoDB::Table', { SSESpecification: { KMSMasterKeyId: key } });
  });

  test('is a topic: every alarm is told to it', () => {
    const alarms = Object.values(propertiesOf(template, 'AWS::CloudWatch::Alarm'));
    expect(alarms.length).toBeGreaterThan(10);
    for (const { AlarmActions } of alarms) {
      expect(AlarmActions).toEqual(['arn:aws:sns:eu-west-1:111122223333:ops']);
    }
  });

  test('is a network without groups: the executor gets one of its own', () => {
    const own = new JobSchedulerStack(quickApp(), 'Own', {
      config: EMPTY,
      imports: { network: { vpcId: 'vpc-1', subnetIds: ['subnet-1'] } },
    });
    Template.fromStack(own).hasResourceProperties('AWS::EC2::SecurityGroup', { VpcId: 'vpc-1' });
  });
});
