import { defined } from '../../../contract/plain-data.ts';
import { MINUTE } from '../../../core/time/units.ts';
import { committed, decide, minutely, NOW } from './rows.ts';

const AT = NOW + MINUTE / 2;
const trigger = (row: Parameters<typeof decide>[0], key?: string) =>
  decide(row, { type: 'trigger', ...defined({ idempotency_key: key }) }, AT);

describe('a trigger with an idempotency key', () => {
  test('is done once, however often it comes', () => {
    const first = committed(trigger(minutely(), 'a'));
    expect(first).toMatchObject({ execution_count: 1, trigger_key: 'a' });
    expect(trigger(first, 'a')).toEqual({ before: [], after: [] });
    const ended = { ...first, runs: [], status: 'cancelled' as const };
    expect(trigger(ended, 'a')).toEqual({ before: [], after: [] });
  });

  test('is another one than that with another key, or without', () => {
    const first = committed(trigger(minutely(), 'a'));
    const second = committed(trigger(first, 'b'));
    expect(second).toMatchObject({ execution_count: 2, trigger_key: 'b' });
    const third = committed(trigger(second));
    expect(third).toMatchObject({ execution_count: 3, trigger_key: 'b' });
  });
});
