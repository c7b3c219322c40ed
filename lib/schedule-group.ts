import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSchedule, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { SWEEP } from '../core/messages/message.ts';
import { KEY_ACTIONS } from '../namespaces/shared/resource-grant.ts';

export interface JobSchedulesProps {
  queue: Queue;
  bulkQueue: Queue;
  deadLetterQueue: Queue;
  encryptionKey?: IKey | undefined;
}

/** The group all schedules are in, the role EventBridge Scheduler takes to send their messages, and the sweep's. */
export class JobSchedules extends Construct {
  readonly group: ScheduleGroup;
  readonly role: Role;
  /** The schedule of the sweep; functions that find it gone create it again under its name. */
  readonly sweep: CfnSchedule;

  constructor(scope: Construct, id: string, props: JobSchedulesProps) {
    super(scope, id);
    // Deleting the group deletes its schedules: without the stack no queue is left to take their messages.
    this.group = new ScheduleGroup(this, 'Group', { removalPolicy: RemovalPolicy.DESTROY });
    this.role = new Role(this, 'Role', {
      description: 'Taken by EventBridge Scheduler to send wake-ups of jobs',
      // The confused-deputy guard of the EventBridge Scheduler user guide: this account's schedules of this group only.
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': Stack.of(this).account,
            'aws:SourceArn': this.group.scheduleGroupArn,
          },
        },
      }),
    });
    this.role.addToPolicy(
      new PolicyStatement({
        sid: 'SendWakeUps',
        effect: Effect.ALLOW,
        actions: ['sqs:SendMessage'],
        // The last is where the service leaves what it could not deliver.
        resources: [props.queue, props.bulkQueue, props.deadLetterQueue].map(({ queueArn }) => queueArn),
      }),
    );
    props.encryptionKey?.grant(this.role, ...KEY_ACTIONS.send);
    this.sweep = new CfnSchedule(this, 'Sweep', {
      // Names are unique within the group.
      name: 'sweep',
      description: 'Lets the executor look after jobs that do not go on by themselves, and count',
      groupName: this.group.scheduleGroupName,
      scheduleExpression: SWEEP.expression,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: { main: props.queue, bulk: props.bulkQueue }[SWEEP.lane].queueArn,
        roleArn: this.role.roleArn,
        input: SWEEP.body,
        retryPolicy: { maximumEventAgeInSeconds: SWEEP.expiresAfter, maximumRetryAttempts: 0 },
      },
    });
    this.sweep.node.addDependency(this.role);
  }
}
