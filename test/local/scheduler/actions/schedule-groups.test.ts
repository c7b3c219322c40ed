import {
  CreateScheduleGroupCommand,
  DeleteScheduleGroupCommand,
  GetScheduleGroupCommand,
  ListScheduleGroupsCommand,
  ListTagsForResourceCommand,
  paginateListScheduleGroups,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-scheduler';
import { type SchedulerFixture, startFixture } from '../scheduler-fixture.ts';

let fixture: SchedulerFixture;

beforeAll(async () => {
  fixture = await startFixture();
});
beforeEach(() => fixture.server.reset());
afterAll(async () => fixture[Symbol.asyncDispose]());

const create = (Name: string, more: object = {}) =>
  fixture.client.send(new CreateScheduleGroupCommand({ Name, ...more }));
const get = (Name: string) => fixture.client.send(new GetScheduleGroupCommand({ Name }));
const remove = (Name: string) => fixture.client.send(new DeleteScheduleGroupCommand({ Name }));

describe('schedule groups', () => {
  test('are created and shown as active', async () => {
    const { ScheduleGroupArn } = await create('jobs');
    expect(ScheduleGroupArn).toBe('arn:aws:scheduler:us-east-1:000000000000:schedule-group/jobs');
    await expect(get('jobs')).resolves.toMatchObject({
      Arn: ScheduleGroupArn,
      Name: 'jobs',
      State: 'ACTIVE',
      CreationDate: expect.any(Date),
    });
  });

  test('refuse a name that is taken, "default" among them', async () => {
    await create('jobs');
    await expect(create('jobs')).rejects.toMatchObject({ name: 'ConflictException' });
    await expect(create('default')).rejects.toMatchObject({ name: 'ConflictException' });
  });

  test('take their schedules with them when deleted', async () => {
    await create('jobs');
    await fixture.create('job', 'at(2199-01-01T00:00:00)', { GroupName: 'jobs' });
    await fixture.create('kept', 'at(2199-01-01T00:00:00)');
    await remove('jobs');
    expect(fixture.server.inspect().map(({ name }) => name)).toEqual(['kept']);
    await expect(get('jobs')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(remove('jobs')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('keep the default group', async () => {
    await expect(remove('default')).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(get('default')).resolves.toMatchObject({ State: 'ACTIVE' });
  });

  test('are at most 500, the default one counted', async () => {
    for (let n = 1; n < 500; n += 1) await create(`group-${n}`);
    await expect(create('one-too-many')).rejects.toMatchObject({
      name: 'ServiceQuotaExceededException',
      $metadata: { httpStatusCode: 402 },
    });
  });

  test('are listed by name, page after page, and by prefix', async () => {
    for (const name of ['b', 'a.2', 'a.1']) await create(name);
    const found: string[] = [];
    for await (const page of paginateListScheduleGroups({ client: fixture.client, pageSize: 3 }, {})) {
      found.push(...(page.ScheduleGroups ?? []).map(({ Name }) => Name ?? ''));
    }
    expect(found).toEqual(['a.1', 'a.2', 'b', 'default']);
    const { ScheduleGroups } = await fixture.client.send(new ListScheduleGroupsCommand({ NamePrefix: 'a.' }));
    expect(ScheduleGroups).toHaveLength(2);
  });
});

describe('tags', () => {
  const ResourceArn = 'arn:aws:scheduler:us-east-1:000000000000:schedule-group/jobs';
  const list = async (arn = ResourceArn) =>
    (await fixture.client.send(new ListTagsForResourceCommand({ ResourceArn: arn }))).Tags;

  test('are set, replaced by key, and taken away', async () => {
    await create('jobs', { Tags: [{ Key: 'team', Value: 'a' }] });
    const Tags = [
      { Key: 'team', Value: 'b' },
      { Key: 'stage', Value: 'test' },
    ];
    await fixture.client.send(new TagResourceCommand({ ResourceArn, Tags }));
    await expect(list()).resolves.toEqual(Tags);
    await fixture.client.send(new UntagResourceCommand({ ResourceArn, TagKeys: ['team', 'unknown'] }));
    await expect(list()).resolves.toEqual([{ Key: 'stage', Value: 'test' }]);
  });

  test('belong to groups only', async () => {
    await expect(list()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(list(ResourceArn.replace('000000000000', '111111111111'))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    const schedule = 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/job';
    await expect(list(schedule)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
