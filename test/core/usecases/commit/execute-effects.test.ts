import type { Effect } from '../../../../core/jobs/effects.ts';
import type { JobRow } from '../../../../core/jobs/row.ts';
import { messageBody } from '../../../../core/messages/message.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { HOUR, MINUTE } from '../../../../core/time/units.ts';
import { arm, executeEffects } from '../../../../core/usecases/commit/execute-effects.ts';
import { ID, minutely, NOW, newRow, Wake } from '../../jobs/rows.ts';
import { cron, every } from '../../schedule/tables.ts';

/** Ports that write down what they are asked for. */
function asked() {
  const calls: unknown[][] = [];
  const port = (name: string) =>
    new Proxy(
      {},
      {
        get:
          (_target, method) =>
          async (...args: unknown[]) =>
            void calls.push([`${name}.${String(method)}`, ...args]),
      },
    );
  const ports = {
    jobs: port('jobs'),
    history: port('history'),
    names: port('names'),
    queue: port('queue'),
    scheduler: port('scheduler'),
    clock: { now: () => NOW },
    settings: { nearBound: 15 * MINUTE },
  } as unknown as Ports;
  return { calls, ports };
}

const row = minutely();
const of = async (effects: readonly Effect[], which = row) => {
  const { calls, ports } = asked();
  await executeEffects(effects, which, ports);
  return calls;
};

describe('a wake-up', () => {
  test('that is near goes by a message', async () => {
    const { calls, ports } = asked();
    await arm(Wake.timer(NOW + MINUTE), NOW + MINUTE, true, ports, row);
    const to = { group: 'shop#dev', target: `shop#dev#${row.target}` };
    const sent = ['queue.send', messageBody(Wake.timer(NOW + MINUTE)), 59, to];
    expect(calls).toEqual([sent]);
  });

  test('of a job with a fairness key says whose it is', async () => {
    const { calls, ports } = asked();
    const keyed = { ...row, fairness_key: 'acme' };
    await arm(Wake.timer(NOW + MINUTE), NOW + MINUTE, true, ports, keyed);
    const to = { group: 'shop#dev', key: 'acme', target: `shop#dev#${row.target}` };
    expect(calls).toEqual([['queue.send', messageBody(Wake.timer(NOW + MINUTE)), 59, to]]);
  });

  test('that is far goes by a schedule that goes when it has fired', async () => {
    const { calls, ports } = asked();
    await arm(Wake.timer(NOW + HOUR), NOW + HOUR, true, ports);
    expect(calls).toEqual([
      [
        'scheduler.create',
        {
          name: `${ID}.g1.a${NOW + HOUR}`,
          expression: 'at(2026-01-01T12:58:30)',
          body: messageBody(Wake.timer(NOW + HOUR)),
          once: true,
        },
      ],
    ]);
  });

  test('of minute precision is left to EventBridge, 90 s later than one of second precision', async () => {
    const minute = newRow(cron('0 9 * * *', { precision: 'minute' }));
    expect(await of([{ type: 'arm', wake: Wake.timer(NOW + HOUR), at: NOW + HOUR }], minute)).toEqual([
      ['scheduler.create', expect.objectContaining({ expression: 'at(2026-01-01T13:00:00)' })],
    ]);
  });
});

test.each([
  ['at once', NOW, {}],
  ['from its first occurrence on', NOW + 1, { start: NOW + 1 }],
])('a tick continues for good, %s', async (_when, from, start) => {
  const schedule = cron('0 9 1 * MON', { tz: 'Europe/Paris' });
  const found = await of([{ type: 'arm-tick', schedule, from }], newRow(schedule));
  const spec = (index: number, expression: string) => [
    'scheduler.create',
    {
      name: `${ID}.g1.b${index}`,
      expression,
      body: messageBody({
        kind: 'tick',
        job_id: ID,
        gen: 1,
        armed_at: NOW,
        schedule: `${ID}.g1.b${index}`,
      }),
      once: false,
      timezone: 'Europe/Paris',
      ...start,
    },
  ];
  expect(found).toEqual([spec(0, 'cron(0 9 1 * ? *)'), spec(1, 'cron(0 9 ? * 2 *)')]);
});

test('a tick of an interval has no zone', async () => {
  const schedule = every(HOUR, NOW);
  const [[, spec] = []] = await of([{ type: 'arm-tick', schedule, from: NOW }], newRow(schedule));
  expect(spec).not.toHaveProperty('timezone');
});

describe('the row', () => {
  test('goes when all else is gone, and leaves a tombstone while its idempotency key holds', async () => {
    const gone = [
      ['jobs.deletePayloads', ID],
      ['history.remove', ID],
    ];
    expect(await of([{ type: 'purge' }])).toEqual([...gone, ['jobs.remove', row]]);
    const keyed = {
      ...row,
      answer: { job_id: ID },
      last_error: { code: 'X' },
      reason: 'x',
      skips: [],
      did: {},
    };
    const deleted = (created_at: number) =>
      of([{ type: 'purge' }], { ...keyed, created_at } as unknown as JobRow);
    const day = NOW - 25 * HOUR;
    const { skips: _skips, did: _did, ...rest } = row;
    const changes = { created_at: day + 1, updated_at: NOW, purged_at: NOW, version: 2, runs: [] };
    expect(await deleted(day + 1)).toEqual([
      ...gone,
      ['jobs.commit', { ...rest, answer: { job_id: ID }, ...changes }],
    ]);
    expect((await deleted(day)).slice(2).map(([name]) => name)).toEqual(['jobs.remove']);
  });

  test('has its schedules and its payload looked after', async () => {
    expect(
      await of([
        { type: 'disarm', schedules: ['a', 'b'] },
        { type: 'keep-payload', until: NOW },
      ]),
    ).toEqual([
      ['scheduler.remove', 'a'],
      ['scheduler.remove', 'b'],
      ['jobs.keepPayload', row, NOW],
    ]);
  });

  test('gives the name of its schedule back before it goes', async () => {
    const declared = { name: 'daily', by: 'call', digest: 'd', schedule_digest: 's' } as const;
    const found = await of([{ type: 'purge' }], { ...row, declared });
    expect(found.slice(2)).toEqual([
      ['names.release', { ...row, declared }, 'daily', ID],
      ['jobs.remove', { ...row, declared }],
    ]);
  });

  test('has versions of its payload removed that no run needs', async () => {
    expect(await of([{ type: 'drop-payloads', versions: [undefined, 7] }])).toEqual([
      ['jobs.deletePayload', { id: ID, payload: undefined }],
      ['jobs.deletePayload', { id: ID, payload: 7 }],
    ]);
  });
});
