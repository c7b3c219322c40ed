import { defined } from '../../../contract/plain-data.ts';
import { MINUTE } from '../../../core/time/units.ts';
import { committed, decide, minutely, NOW } from './rows.ts';

const AT = NOW + MINUTE / 2;
const trigger = (row: Parameters<typeof decide>[0], key?: string) =>
  decide(row, { type: 'trigger', ...defined({ idempotency_key: key }) }, AT);

describe('a trigger with an idempotency key', () => {
  test('is done once, however often it comes', () => {
    const first = committed(trigger(minutely(), 'a'));
    expect(first).toMatchObject({ execution_count: 1, trigger_keys: ['a'] });
    expect(trigger(first, 'a')).toEqual({ before: [], after: [] });
    const ended = { ...first, runs: [], status: 'cancelled' as const };
    expect(trigger(ended, 'a')).toEqual({ before: [], after: [] });
  });

  test('is another one than that with another key, or without', () => {
    const first = committed(trigger(minutely(), 'a'));
    const second = committed(trigger(first, 'b'));
    expect(second).toMatchObject({ execution_count: 2, trigger_keys: ['b', 'a'] });
    const third = committed(trigger(second));
    expect(third).toMatchObject({ execution_count: 3, trigger_keys: ['b', 'a'] });
  });

  test('is still the same after nine others, also where the job has no run left for another', () => {
    const keys = Array.from({ length: 10 }, (_, nth) => `key-${nth}`);
    const row = keys.reduce((job, key) => committed(trigger(job, key)), minutely({ limit: 10 }));
    expect(row).toMatchObject({ execution_count: 10, next_run_at: null });
    for (const key of keys) expect(trigger(row, key)).toEqual({ before: [], after: [] });
    expect(() => trigger(row, 'another')).toThrow(/all its runs/);
    const eleventh = committed(trigger({ ...row, schedule: minutely().schedule }, 'another'));
    expect(eleventh.trigger_keys).toEqual(['another', ...keys.slice(1).reverse()]);
  });
});
