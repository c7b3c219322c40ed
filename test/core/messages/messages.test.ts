import { messageBody, readMessage, SWEEP, VERSION } from '../../../core/messages/message.ts';
import { dueOf, genOf, keyOf, ScheduleName } from '../../../core/messages/wake-up.ts';
import { readWakeUp } from '../../simulation/read-wake-up.ts';
import { ID, NOW, Wake } from '../jobs/rows.ts';

const BULK = 'bulk_01KDVDNA00ABCDEFGHJKMNPQRS';

test('a message about a bulk operation is read with its version, if it has one', () => {
  const read = (value: object) => readMessage(JSON.stringify({ ...VERSION, ...value }));
  expect(read({ kind: 'bulk', bulk_id: BULK, version: 3 })).toEqual({
    kind: 'bulk',
    bulk_id: BULK,
    version: 3,
  });
  expect(read({ kind: 'bulk', bulk_id: BULK })).toEqual({ kind: 'bulk', bulk_id: BULK });
  for (const again of [0, 7]) expect(read({ kind: 'bulk', bulk_id: BULK, again })).toMatchObject({ again });
  const others = [
    { kind: 'nap', bulk_id: BULK },
    { kind: 'bulk', bulk_id: `${BULK}X` },
    { kind: 'bulk', bulk_id: BULK, version: 1.5 },
    { kind: 'bulk', bulk_id: BULK, again: -1 },
    { kind: 'bulk', bulk_id: BULK, again: 0.5 },
    { kind: 'bulk' },
  ];
  for (const other of others) expect(read(other)).toBeUndefined();
  for (const body of ['{', 'null', JSON.stringify({ kind: 'sweep' }), '{"v":0,"kind":"sweep"}'])
    expect(readMessage(body)).toBeUndefined();
});

test('the sweep is asked for every minute, and a message that is a minute late is dropped', () => {
  expect(SWEEP).toEqual({
    expression: 'rate(1 minute)',
    body: '{"v":1,"kind":"sweep"}',
    expiresAfter: 60,
    lane: 'bulk',
  });
  expect(readMessage(SWEEP.body)).toEqual({ kind: 'sweep' });
});

describe('a completion', () => {
  const told = (execution: string, time = '2026-01-01T12:00:00Z') =>
    readWakeUp(JSON.stringify({ ...VERSION, kind: 'completion', execution, time }));

  test('names a run by its identity, perhaps with a suffix', () => {
    const wake = Wake.completion(NOW);
    expect(told(`${ID}-${NOW}`)).toEqual(wake);
    expect(told(`${ID}-${NOW}-2`)).toEqual(wake);
    const others = [`${ID}-`, `${ID}-x`, `${ID}-${NOW}x`, `${ID}-${'1'.repeat(16)}`, `job_1-${NOW}`];
    for (const other of others) expect(told(other)).toBeUndefined();
    expect(told(`${ID}-${NOW}`, 'soon')).toBeUndefined();
  });

  test('is of any generation and moment', () => {
    const wake = Wake.completion(NOW);
    expect([genOf(wake), dueOf(wake), keyOf(wake)]).toEqual([undefined, undefined, `c${NOW}`]);
    expect(ScheduleName.wake(wake)).toBe(`${ID}.g0.c${NOW}`);
  });
});

test('a wake-up of a deferred run has a key of its own', () => {
  expect(keyOf(Wake.retry(3, 2, NOW, 0))).toBe('r3.2.d0');
  expect(genOf(Wake.timer(NOW))).toBe(1);
  expect(ScheduleName.wake(Wake.retry(3, 2, NOW))).toBe(`${ID}.g1.r3.2`);
  const { gen: _none, ...open } = Wake.timer(NOW);
  expect(readWakeUp(JSON.stringify({ ...VERSION, ...open, gen: 1.5 }))).toBeUndefined();
  const longest = { ...Wake.tick(), schedule: 'x'.repeat(64) };
  expect(readWakeUp(messageBody(longest))).toEqual(longest);
});
