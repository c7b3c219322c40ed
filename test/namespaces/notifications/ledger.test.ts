import fc from 'fast-check';
import { RunError } from '../../../core/errors/run-error.ts';
import { sendEach } from '../../../namespaces/notifications/channels/each.ts';
import { Ledger } from '../../../namespaces/notifications/channels/ledger.ts';
import { Places } from '../../../namespaces/notifications/channels/places.ts';
import { failureOf } from '../../../namespaces/notifications/channels/report.ts';
import { memoryProgress } from '../shared/run-context.ts';

const signal = new AbortController().signal;
const people = (count: number) => Array.from({ length: count }, (_, i) => `someone-${i}@example.com`);

describe('places', () => {
  test('are those that were added, also after they were written down and read', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3000)), fc.array(fc.nat(3000)), (added, later) => {
        const places = Places.from(undefined);
        for (const place of added) places.add(place);
        const read = Places.from(places.toText());
        for (const place of later) read.add(place);
        const all = new Set([...added, ...later]);
        const found = Array.from({ length: 3002 }, (_, place) => place).filter((place) => read.has(place));
        expect(found).toEqual([...all].sort((a, b) => a - b));
      }),
      { numRuns: 30 },
    );
  });

  test('of 131 072 recipients, as many as a dispatch can name, take a fifth of what a run may note', () => {
    const places = Places.from(undefined);
    for (let place = 0; place < 131_072; place += 1) places.add(place);
    expect(places.toText().length).toBeLessThan(22_000);
  });
});

describe('a ledger', () => {
  test('notes after each few who is done, in few bytes and without an address, and continues from there', async () => {
    const progress = memoryProgress();
    const recipients = people(5000);
    const sent = new Map<string, number>();
    const attempt = async (fails: (index: number) => boolean) => {
      const ledger = await Ledger.open(progress);
      await sendEach('email', recipients, ledger, signal, async (to, index) => {
        if (fails(index)) throw new RunError('TIMEOUT', 'late');
        sent.set(to, (sent.get(to) ?? 0) + 1);
        return { message_id: `<${index}>`, result: 'x'.repeat(200) };
      });
      return ledger;
    };
    const first = await attempt((index) => index % 7 === 0);
    expect(first.errors()).toHaveLength(715);
    const noted = JSON.stringify(await progress.get());
    expect(noted.length).toBeLessThan(1000);
    expect(noted).not.toContain('example');
    const second = await attempt(() => false);
    expect(second.errors()).toEqual([]);
    expect(sent.size).toBe(5000);
    expect(new Set(sent.values())).toEqual(new Set([1]));
    const report = second.report(['email'])['email'] ?? [];
    expect(report).toHaveLength(5000);
    expect(report.slice(0, 2)).toEqual([
      { to: recipients[0], status: 'sent', message_id: '<0>', result: 'x'.repeat(200) },
      { to: recipients[1], status: 'sent' },
    ]);
  });

  test('tells channels apart, and one recipient that is named twice', async () => {
    const progress = memoryProgress();
    const ledger = await Ledger.open(progress);
    await ledger.done('email', [[1, { to: 'a', status: 'sent' }]]);
    await ledger.done('sms', [[0, { to: 'a', status: 'sent' }]]);
    const again = await Ledger.open(progress);
    expect(again.left('email', ['a', 'a', 'a'])).toEqual([0, 2]);
    expect(again.left('sms', ['a', 'b'])).toEqual([1]);
    expect(again.left('push_notification', ['a'])).toEqual([0]);
  });
});

describe('a run of which recipients failed', () => {
  const ended = async (sent: number, ...errors: RunError[]) => {
    const ledger = await Ledger.open(memoryProgress());
    ledger.left('email', people(9));
    await ledger.done(
      'email',
      people(sent).map((to, index) => [index, { to, status: 'sent' }] as const),
    );
    errors.forEach((error, i) => {
      ledger.fail('email', sent + i, 'someone', error);
    });
    return failureOf(ledger, ['email']);
  };
  const refused = new RunError('INVALID_RECIPIENT', '550');

  test.each<[string, boolean, number, RunError[]]>([
    ['is refused as a whole where nothing was sent', false, 0, [refused, refused]],
    ['is not where one was sent to, which a retry is not to be sent again', true, 1, [refused]],
    ['is not where one may have been sent to', true, 0, [refused, new RunError('TIMEOUT', 'late')]],
    ['is not where a target says so', true, 0, [new RunError('BROKEN', 'x', { unsure: true })]],
  ])('%s', async (_what, unsure, sent, errors) => {
    expect(await ended(sent, ...errors)).toMatchObject({ unsure });
  });

  test('has not failed without an error', async () => {
    expect(await ended(2)).toBeUndefined();
  });
});
