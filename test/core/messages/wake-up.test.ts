import { firstIdAt, newJobId } from '../../../core/jobs/job-id.ts';
import { runIdentity } from '../../../core/jobs/row.ts';
import { messageBody, VERSION } from '../../../core/messages/message.ts';
import { dueOf, keyOf, ScheduleName } from '../../../core/messages/wake-up.ts';
import { readWakeUp } from '../../simulation/read-wake-up.ts';
import { ID, NOW, Wake } from '../jobs/rows.ts';

const all = [Wake.timer(NOW), Wake.tick(), Wake.retry(3, 2, NOW), Wake.recover(NOW)];

describe('a wake-up', () => {
  test.each(all)('of kind $kind is read as it was written', (wake) => {
    expect(readWakeUp(messageBody(wake))).toEqual(wake);
  });

  test.each([
    '',
    'null',
    '[]',
    '{}',
    'not json',
    '{"kind":"timer"}',
    '{"v":1,"kind":"timer"}',
    JSON.stringify(Wake.timer(NOW)),
    JSON.stringify({ ...VERSION, ...Wake.timer(NOW), kind: 'nap' }),
    JSON.stringify({ ...VERSION, ...Wake.timer(NOW), job_id: 'job_1' }),
    JSON.stringify({ ...VERSION, ...Wake.timer(NOW), job_id: `${ID}/../x` }),
    JSON.stringify({ ...VERSION, ...Wake.timer(NOW), gen: 0 }),
    JSON.stringify({ ...VERSION, ...Wake.timer(NOW), occurrence: 'soon' }),
    JSON.stringify({ ...VERSION, ...Wake.tick(), schedule: 'x'.repeat(65) }),
  ])('is not what %j says', (body) => {
    expect(readWakeUp(body)).toBeUndefined();
  });

  test('is meant for a moment, but a tick for any', () => {
    expect(all.map(dueOf)).toEqual([NOW, undefined, NOW, NOW]);
  });

  test('is told from the others of its job by its key', () => {
    expect(all.map(keyOf)).toEqual([`a${NOW}`, 'b0', 'r3.2', `x${NOW}`]);
  });

  test('has a schedule whose name EventBridge takes and which names the job first', () => {
    const latest = 253_402_300_799_999;
    const names = [
      ...all.map(ScheduleName.wake),
      ScheduleName.wake({ ...Wake.timer(latest), gen: 999_999 }),
      ScheduleName.tick({ id: ID, gen: 999_999 }, 3),
    ];
    for (const name of names) {
      expect(name).toMatch(/^[0-9a-zA-Z\-_.]{1,64}$/);
      expect(name.split('.')[0]).toBe(ID);
    }
  });
});

describe('a job id', () => {
  test('sorts by the moment it was made, and is 30 characters of a safe alphabet', () => {
    const ids = [0, 1, 2, 1000, 86_400_000].map((ahead) => newJobId(NOW + ahead, () => 0.5));
    expect([...ids].sort()).toEqual(ids);
    for (const id of ids) expect(id).toMatch(/^job_[0-9A-HJKMNP-TV-Z]{26}$/);
  });

  test('is bounded in time by the first id of its moment', () => {
    const [lowest, highest] = [newJobId(NOW, () => 0), newJobId(NOW, () => 0.999_999)];
    expect(firstIdAt(NOW) <= lowest).toBe(true);
    expect(highest < firstIdAt(NOW + 1)).toBe(true);
  });

  test('and the occurrence identify a run', () => {
    expect(runIdentity(ID, NOW)).toBe(`${ID}-${NOW}`);
  });
});
