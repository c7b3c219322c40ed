import {
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  type ListSchedulesInput,
  paginateListSchedules,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { MINUTE } from '../../../../core/time/units.ts';
import { type SchedulerFixture, startFixture, TARGET } from '../scheduler-fixture.ts';

const LATER = 'at(2199-01-01T00:00:00)';
let fixture: SchedulerFixture;

beforeAll(async () => {
  fixture = await startFixture();
});
beforeEach(() => fixture.server.reset());
afterAll(async () => fixture[Symbol.asyncDispose]());

const get = (Name: string, GroupName?: string) =>
  fixture.client.send(new GetScheduleCommand({ Name, ...(GroupName === undefined ? {} : { GroupName }) }));

describe('CreateSchedule and GetSchedule', () => {
  test('show everything that was given', async () => {
    await fixture.client.send(new CreateScheduleGroupCommand({ Name: 'jobs' }));
    const start = new Date(Date.now() + MINUTE);
    const end = new Date(Date.now() + 10 * MINUTE);
    const given = {
      GroupName: 'jobs',
      StartDate: start,
      EndDate: end,
      Description: 'every morning',
      ScheduleExpressionTimezone: 'Europe/Lisbon',
      State: 'DISABLED',
      ActionAfterCompletion: 'DELETE',
      KmsKeyArn: 'arn:aws:kms:us-east-1:000000000000:key/abc',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
      Target: {
        ...TARGET,
        Input: '{"job":"<aws.scheduler.schedule-arn>"}',
        RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 },
        DeadLetterConfig: { Arn: 'arn:aws:sqs:us-east-1:000000000000:dead' },
        SqsParameters: { MessageGroupId: 'group' },
      },
    } as const;

    const arn = await fixture.create('morning', 'cron(0 8 ? * MON-FRI *)', given);
    expect(arn).toBe('arn:aws:scheduler:us-east-1:000000000000:schedule/jobs/morning');
    const shown = await get('morning', 'jobs');
    expect(shown).toMatchObject({
      ...given,
      Arn: arn,
      Name: 'morning',
      ScheduleExpression: 'cron(0 8 ? * MON-FRI *)',
    });
    expect(shown.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('fill in the defaults of the service', async () => {
    const before = Date.now();
    await fixture.create('plain', LATER);
    const shown = await get('plain');
    expect(shown).toMatchObject({
      GroupName: 'default',
      State: 'ENABLED',
      ScheduleExpressionTimezone: 'UTC',
      ActionAfterCompletion: 'NONE',
      Target: { RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 } },
    });
    expect(shown.StartDate).toBeUndefined();
    expect(shown.CreationDate?.getTime()).toBeGreaterThanOrEqual(before);
    expect(shown.LastModificationDate).toEqual(shown.CreationDate);
  });

  test('refuse a name that is taken with ConflictException', async () => {
    await fixture.create('twice', LATER);
    await expect(fixture.create('twice', LATER)).rejects.toMatchObject({
      name: 'ConflictException',
      message: 'Schedule twice already exists.',
      $metadata: { httpStatusCode: 409 },
    });
  });

  test('repeat the answer to the same ClientToken, and refuse it for another request', async () => {
    const token = { ClientToken: 'token-1' };
    const arn = await fixture.create('once', LATER, token);
    await expect(fixture.create('once', LATER, token)).resolves.toBe(arn);
    await expect(fixture.create('other', LATER, token)).rejects.toMatchObject({ name: 'ConflictException' });
    expect(fixture.server.inspect()).toHaveLength(1);
  });

  test('let a token be used again after a request that was refused', async () => {
    const token = { ClientToken: 'token-2' };
    await expect(fixture.create('later', 'at(soon)', token)).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(fixture.create('later', LATER, token)).resolves.toContain('schedule/default/later');
  });

  test('answer 404 for a schedule or a group that does not exist', async () => {
    await expect(get('none')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Schedule none does not exist.',
      $metadata: { httpStatusCode: 404 },
    });
    await expect(fixture.create('homeless', LATER, { GroupName: 'nowhere' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Schedule group nowhere does not exist.',
    });
  });
});

describe('CreateSchedule refuses with ValidationException', () => {
  /** A schedule that begins and ends at one moment. */
  const atOnce = (moment: Date) => ({ StartDate: moment, EndDate: moment });
  const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE);
  const target = (more: object) => ({ Target: { ...TARGET, ...more } });

  test.each([
    ['a name with a slash', 'a/b', LATER, {}, "Value 'a/b' at 'name'"],
    ['a name of 65 characters', 'n'.repeat(65), LATER, {}, 'less than or equal to 64'],
    ['an unknown expression', 'x', 'every(1 day)', {}, 'Invalid Schedule Expression every(1 day).'],
    ['an expression of 257 characters', 'x', `cron(${'0,'.repeat(125)}0)`, {}, 'less than or equal to 256'],
    ['an unknown zone', 'x', LATER, { ScheduleExpressionTimezone: 'Mars/Phobos' }, 'Mars/Phobos'],
    ['a zone that only ICU knows', 'x', LATER, { ScheduleExpressionTimezone: 'BST' }, 'BST'],
    ['a zone of 51 characters', 'x', LATER, { ScheduleExpressionTimezone: 'Z'.repeat(51) }, 'equal to 50'],
    ['an unknown state', 'x', LATER, { State: 'PAUSED' }, 'enum value set: [ENABLED, DISABLED]'],
    ['a description of 513 characters', 'x', LATER, { Description: 'd'.repeat(513) }, 'equal to 512'],
    ['a bad token', 'x', LATER, { ClientToken: 'a b' }, "at 'clientToken'"],
    ['no window', 'x', LATER, { FlexibleTimeWindow: undefined }, "null at 'flexibleTimeWindow'"],
    [
      'a flexible window without length',
      'x',
      LATER,
      { FlexibleTimeWindow: { Mode: 'FLEXIBLE' } },
      'FLEXIBLE',
    ],
    [
      'a window of 1441 minutes',
      'x',
      LATER,
      { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 1441 } },
      'less than or equal to 1440',
    ],
    ['no target', 'x', LATER, { Target: undefined }, "Value null at 'target'"],
    ['a target without ARN', 'x', LATER, target({ Arn: undefined }), "Value null at 'target.arn'"],
    [
      'a target that is not an ARN',
      'x',
      LATER,
      target({ Arn: 'queue' }),
      'Provided Arn is not in correct format.',
    ],
    ['a target without role', 'x', LATER, target({ RoleArn: undefined }), "Value null at 'target.roleArn'"],
    ['a role that is none', 'x', LATER, target({ RoleArn: 'role' }), "at 'target.roleArn'"],
    ['an input over 256 KB', 'x', LATER, target({ Input: 'é'.repeat(131_073) }), '262144 bytes'],
    [
      'an input that is not JSON for a function',
      'x',
      LATER,
      target({ Arn: 'arn:aws:lambda:us-east-1:000000000000:function:f', Input: 'text' }),
      'well-formed JSON',
    ],
    ['186 retries', 'x', LATER, target({ RetryPolicy: { MaximumRetryAttempts: 186 } }), 'equal to 185'],
    ['-1 retries', 'x', LATER, target({ RetryPolicy: { MaximumRetryAttempts: -1 } }), 'equal to 0'],
    ['59 seconds', 'x', LATER, target({ RetryPolicy: { MaximumEventAgeInSeconds: 59 } }), 'equal to 60'],
    ['86401 s', 'x', LATER, target({ RetryPolicy: { MaximumEventAgeInSeconds: 86_401 } }), 'equal to 86400'],
    [
      'a FIFO dead-letter queue',
      'x',
      LATER,
      target({ DeadLetterConfig: { Arn: 'arn:aws:sqs:us-east-1:000000000000:dead.fifo' } }),
      "at 'target.deadLetterConfig.arn'",
    ],
    [
      'a dead-letter topic',
      'x',
      LATER,
      target({ DeadLetterConfig: { Arn: 'arn:aws:sns:us-east-1:000000000000:dead' } }),
      "at 'target.deadLetterConfig.arn'",
    ],
    ['a StartDate 6 minutes past', 'x', 'rate(1 hour)', { StartDate: ago(6) }, 'earlier than 5 minutes ago'],
    ['a StartDate at EndDate', 'x', 'rate(1 hour)', atOnce(ago(0)), 'before the EndDate'],
  ])('%s', async (_title, name, expression, more, message) => {
    const refused = fixture.create(name, expression, more as object);
    await expect(refused).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: 400 },
    });
    expect(fixture.server.inspect()).toEqual([]);
  });
});

describe('CreateSchedule accepts', () => {
  test.each([
    ['a StartDate 4 minutes past', 'rate(1 hour)', { StartDate: new Date(Date.now() - 4 * MINUTE) }],
    ['an EndDate in the past', 'rate(1 hour)', { EndDate: new Date(0) }],
    ['an old StartDate on a one-time schedule', LATER, { StartDate: new Date(0) }],
    ['an input of 256 KB', LATER, { Target: { ...TARGET, Input: 'x'.repeat(262_144) } }],
    ['a cron that never fires', 'cron(0 0 31 2 ? *)', {}],
  ])('%s', async (_title, expression, more) => {
    await expect(fixture.create('x', expression, more)).resolves.toContain('/x');
  });
});

describe('UpdateSchedule', () => {
  const update = (Name: string, more: object = {}) =>
    fixture.client.send(
      new UpdateScheduleCommand({
        Name,
        ScheduleExpression: LATER,
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: TARGET,
        ...more,
      }),
    );

  test('replaces everything: what it leaves out goes back to its default', async () => {
    await fixture.create('job', 'rate(1 hour)', {
      State: 'DISABLED',
      Description: 'old',
      ScheduleExpressionTimezone: 'Europe/Lisbon',
    });
    const { CreationDate } = await get('job');
    await update('job');
    const shown = await get('job');
    expect(shown).toMatchObject({ CreationDate, State: 'ENABLED', ScheduleExpressionTimezone: 'UTC' });
    expect(shown.Description).toBeUndefined();
    expect(shown.LastModificationDate?.getTime()).toBeGreaterThanOrEqual(CreationDate?.getTime() ?? 0);
  });

  test('takes the next occurrence away when it disables, and gives it back when it enables', async () => {
    await fixture.create('job', LATER);
    await update('job', { State: 'DISABLED' });
    expect(fixture.server.inspect()).toMatchObject([{ occurrence: null, due: null }]);
    await update('job');
    expect(fixture.server.inspect()).toMatchObject([{ occurrence: Date.UTC(2199, 0, 1) }]);
  });

  test('checks what it is given as CreateSchedule does, and answers 404 where there is nothing', async () => {
    await fixture.create('job', LATER);
    const bad = update('job', { ScheduleExpression: 'cron(0 0 * * * *)' });
    await expect(bad).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(update('none')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('DeleteSchedule', () => {
  test('removes the schedule once, but answers a repeated token again', async () => {
    await fixture.create('job', LATER);
    const remove = (ClientToken: string) =>
      fixture.client.send(new DeleteScheduleCommand({ Name: 'job', ClientToken }));
    await remove('first');
    await expect(get('job')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(remove('first')).resolves.toBeDefined();
    await expect(remove('second')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('ListSchedules', () => {
  const names = async (input: ListSchedulesInput) => {
    const { Schedules = [] } = await fixture.client.send(new ListSchedulesCommand(input));
    return Schedules.map(({ GroupName, Name }) => `${GroupName}/${Name}`);
  };

  beforeEach(async () => {
    await fixture.client.send(new CreateScheduleGroupCommand({ Name: 'jobs' }));
    await fixture.create('b', LATER, { GroupName: 'jobs' });
    await fixture.create('a.2', LATER, { State: 'DISABLED' });
    await fixture.create('a.1', LATER);
    await fixture.create('c', LATER);
  });

  test('goes through the pages in order, none twice and none left out', async () => {
    const pages: string[][] = [];
    for await (const page of paginateListSchedules({ client: fixture.client, pageSize: 2 }, {})) {
      pages.push((page.Schedules ?? []).map(({ Name }) => Name ?? ''));
    }
    expect(pages).toEqual([
      ['a.1', 'a.2'],
      ['c', 'b'],
    ]);
  });

  test('filters by group, prefix and state', async () => {
    await expect(names({ GroupName: 'jobs' })).resolves.toEqual(['jobs/b']);
    await expect(names({ NamePrefix: 'a.' })).resolves.toEqual(['default/a.1', 'default/a.2']);
    await expect(names({ State: 'DISABLED' })).resolves.toEqual(['default/a.2']);
  });

  test('shows only the ARN of a target', async () => {
    const { Schedules } = await fixture.client.send(new ListSchedulesCommand({ MaxResults: 1 }));
    expect(Schedules?.[0]?.Target).toEqual({ Arn: TARGET.Arn });
  });

  test('refuses a token it did not make, too many results, and a group that does not exist', async () => {
    await expect(names({ NextToken: 'mine' })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(names({ MaxResults: 101 })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(names({ GroupName: 'nowhere' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

test('the answer to a retried request of the SDK is the first answer', async () => {
  const command = new CreateScheduleCommand({
    Name: 'job',
    ScheduleExpression: LATER,
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: TARGET,
    ClientToken: 'sdk-retry',
  });
  const first = await fixture.client.send(command);
  const second = await fixture.client.send(command);
  expect(second.ScheduleArn).toBe(first.ScheduleArn);
});
