import { Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Table as Names } from '../adapters/aws/table.ts';
import { KEY_ACTIONS } from '../namespaces/shared/resource-grant.ts';
import { acceptWildcard } from './accepted-findings.ts';
import type { JobSchedules } from './schedule-group.ts';

/** What the engine itself does, whatever the jobs do; each action is one the adapters call. */
export const ENGINE_ACTIONS = {
  table: [
    'dynamodb:BatchGetItem',
    'dynamodb:BatchWriteItem',
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
  ],
  indexes: ['dynamodb:Query'],
  queue: ['sqs:SendMessage'],
  schedules: ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule'],
} as const;

/** The parts of the engine a function works with. */
export interface Engine {
  table: ITable;
  queues: readonly Queue[];
  schedules: JobSchedules;
  encryptionKey?: IKey | undefined;
}

/** Lets `role` read and write jobs, send wake-ups, and make and take away schedules of the group: nothing else. */
export function grantEngine(role: Role, engine: Engine): void {
  const { table, queues, schedules } = engine;
  const everySchedule = Stack.of(role).formatArn({
    service: 'scheduler',
    resource: 'schedule',
    resourceName: `${schedules.group.scheduleGroupName}/*`,
  });
  const indexes = Object.values(Names.indexes).map((index) => `${table.tableArn}/index/${index.name}`);
  const statements = [
    new PolicyStatement({ sid: 'Jobs', actions: [...ENGINE_ACTIONS.table], resources: [table.tableArn] }),
    new PolicyStatement({ sid: 'JobIndexes', actions: [...ENGINE_ACTIONS.indexes], resources: indexes }),
    new PolicyStatement({
      sid: 'WakeUps',
      actions: [...ENGINE_ACTIONS.queue],
      resources: queues.map(({ queueArn }) => queueArn),
    }),
    new PolicyStatement({
      sid: 'Schedules',
      actions: [...ENGINE_ACTIONS.schedules],
      resources: [everySchedule],
    }),
    new PolicyStatement({
      sid: 'HandRoleToScheduler',
      actions: ['iam:PassRole'],
      resources: [schedules.role.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    }),
  ];
  for (const statement of statements) role.addToPolicy(statement);
  acceptWildcard(
    role,
    everySchedule,
    'Schedules are named after jobs that do not exist yet; the group is exact.',
  );
  engine.encryptionKey?.grant(role, ...KEY_ACTIONS.all);
}
