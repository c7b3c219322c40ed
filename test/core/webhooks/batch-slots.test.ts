import type { Limiter } from '../../../core/ports/limiter.ts';
import { BatchSlots } from '../../../core/webhooks/batch-slots.ts';
import { NOW } from './webhook-rows.ts';

const SLOT = { key: 'slow receivers', places: 2 };

/** The slots of a batch at a limiter that answers as told, and what it was asked to give back. */
function batchAt(acquire: () => Promise<boolean>, release = async () => undefined) {
  const released: string[][] = [];
  const limiter: Limiter = {
    acquire,
    reserve: () => Promise.reject(new Error('no turn is asked for')),
    release: async (...place) => {
      released.push(place);
      await release();
    },
  };
  const clock = { now: () => NOW, sleepUntil: async () => undefined };
  return { slots: new BatchSlots('batch', limiter, clock), released };
}
const work = async () => 'done';

describe('a slot of a batch', () => {
  test('is given back after the work, whose result is passed on', async () => {
    const { slots, released } = batchAt(async () => true);
    expect(await slots.within(SLOT, work)).toEqual({ done: 'done' });
    expect(released).toEqual([[SLOT.key, 'batch.1']]);
  });

  test('that others hold is not given back, and nothing is done', async () => {
    const { slots, released } = batchAt(async () => false);
    expect(await slots.within(SLOT, () => Promise.reject(new Error('done')))).toBeUndefined();
    expect(released).toEqual([]);
  });

  test('of which it is not certain that it was taken is given back, and nothing is done', async () => {
    const { slots, released } = batchAt(() => Promise.reject(new Error('the answer was lost')));
    const within = slots.within(SLOT, () => Promise.reject(new Error('done')));
    await expect(within).rejects.toThrow('the answer was lost');
    expect(released).toEqual([[SLOT.key, 'batch.1']]);
  });

  test('that cannot be given back fails nothing of the work that is done', async () => {
    const { slots, released } = batchAt(
      async () => true,
      () => Promise.reject(new Error('throttled')),
    );
    expect(await slots.within(SLOT, work)).toEqual({ done: 'done' });
    expect(released).toHaveLength(1);
  });

  test('is asked for once by all who need it at the same time, and given back once', async () => {
    let asked = 0;
    const { slots, released } = batchAt(async () => {
      asked += 1;
      return true;
    });
    await Promise.all([slots.within(SLOT, work), slots.within(SLOT, work), slots.within(SLOT, work)]);
    expect([asked, released.length]).toEqual([1, 1]);
    await Promise.all([slots.within(SLOT, work), slots.within({ ...SLOT, key: 'others' }, work)]);
    expect(released.slice(1)).toEqual([
      [SLOT.key, 'batch.2'],
      ['others', 'batch.3'],
    ]);
  });
});
