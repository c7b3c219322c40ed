import type { Config } from '../../contract/config.ts';
import { EVERY_PROVIDER } from './every-provider.ts';
import { statementsOf, synth } from './synth.ts';

const CONSUME = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:ReceiveMessage',
];
const QUEUES = [
  '<JobsQueueAlone.Arn>',
  '<JobsQueueBulk.Arn>',
  '<JobsQueueSlow.Arn>',
  '<JobsQueueWakeUps.Arn>',
];
const ROLES = [
  'JobsDispatchRole',
  'JobsExecutorRole',
  'JobsDeadLetterRole',
  'JobsWebhookSenderRole',
  'JobsSchedulesRole',
];

describe('the functions of the engine', () => {
  const template = synth();

  test('dispatch may use the table, send wake-ups, keep schedules of its group and encrypt: nothing more', () => {
    expect(statementsOf(template, 'JobsDispatchRole')).toEqual([
      allow('Logs', ['logs:CreateLogStream', 'logs:PutLogEvents'], ['<JobsDispatchLogs.Arn>']),
      allow(
        'Jobs',
        [
          'dynamodb:BatchGetItem',
          'dynamodb:BatchWriteItem',
          'dynamodb:DeleteItem',
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:Query',
          'dynamodb:UpdateItem',
        ],
        ['<JobsTable.Arn>'],
      ),
      allow(
        'JobIndexes',
        ['dynamodb:Query'],
        [
          '<JobsTable.Arn>/index/by_failing',
          '<JobsTable.Arn>/index/by_overdue',
          '<JobsTable.Arn>/index/by_running',
          '<JobsTable.Arn>/index/by_status',
        ],
      ),
      allow('WakeUps', ['sqs:SendMessage'], QUEUES),
      allow(
        'Schedules',
        ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule'],
        [
          expect.stringMatching(
            /^arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule\/Test[\w-]+\/\*$/,
          ),
        ],
      ),
      {
        ...allow('HandRoleToScheduler', ['iam:PassRole'], ['<JobsSchedulesRole.Arn>']),
        condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      },
      allow('WebhookKey', ['secretsmanager:GetSecretValue'], ['<JobsWebhooksKey>']),
    ]);
  });

  test('the executor may encrypt nothing but receive wake-ups, and no more than that for an empty config', () => {
    const own = ['Logs', 'Jobs', 'JobIndexes', 'WakeUps', 'Schedules', 'HandRoleToScheduler'];
    const statements = statementsOf(template, 'JobsExecutorRole');
    expect(statements.filter(({ sid }) => !own.includes(sid))).toEqual([allow('', CONSUME, QUEUES)]);
  });

  test('the sender may read and note webhooks and count slots, of the table nothing else, and give up what it received', () => {
    const statements = statementsOf(template, 'JobsWebhookSenderRole');
    expect(statements).toEqual([
      allow('Logs', ['logs:CreateLogStream', 'logs:PutLogEvents'], ['<JobsWebhookSenderLogs.Arn>']),
      {
        ...allow('Webhooks', ['dynamodb:GetItem', 'dynamodb:PutItem'], ['<JobsTable.Arn>']),
        condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['HOOKS'] } },
      },
      {
        ...allow(
          'Slots',
          ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
          ['<JobsTable.Arn>'],
        ),
        condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['LIMIT##webhooks#*'] } },
      },
      allow('GivenUp', ['sqs:SendMessage'], ['<JobsWebhooksDeadLetters.Arn>']),
      allow('WebhookKey', ['secretsmanager:GetSecretValue'], ['<JobsWebhooksKey>']),
      allow('', CONSUME, ['<JobsWebhooksDeliveries.Arn>']),
    ]);
  });

  test('only the dead-letter function may receive dead letters', () => {
    const receivers = ROLES.filter((role) =>
      statementsOf(template, role).some(
        ({ actions, resources }) =>
          actions.includes('sqs:ReceiveMessage') && resources.includes('<JobsQueueDeadLetters.Arn>'),
      ),
    );
    expect(receivers).toEqual(['JobsDeadLetterRole']);
  });

  test.each<[string, Config]>([
    ['an empty config', { products: {} }],
    ['a config of every provider', EVERY_PROVIDER],
  ])('no action is a wildcard and no resource is everything, with %s', (_what, config) => {
    const full = synth({ config });
    const statements = ROLES.flatMap((role) => statementsOf(full, role));
    expect(statements.length).toBeGreaterThan(15);
    for (const { actions, resources } of statements) {
      for (const action of actions) expect(action).not.toContain('*');
      for (const resource of resources) expect(resource).toMatch(/^(arn:|<Jobs\w+\.Arn>|<JobsWebhooksKey>$)/);
    }
  });
});

function allow(sid: string, actions: string[], resources: string[]) {
  return { sid, effect: 'Allow', actions, resources, condition: undefined };
}
