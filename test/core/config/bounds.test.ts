import type { z } from 'zod';
import { Limits } from '../../../contract/limits.ts';
import { alerts } from '../../../core/config/schemas/alerts.ts';
import { maintenanceWindow } from '../../../core/config/schemas/maintenance.ts';
import { named, poolSize, text } from '../../../core/config/schemas/shared.ts';

const alert = (more: object) => ({
  trouble: { on: ['job.failed'], notification: 'oncall:slack', to: { callback: {} }, ...more },
});
const rate = (more: object) => alert({ failureRate: { above: 0.5, ...more } });
const rateAlone = (more: object) => {
  const { on: _on, ...rest } = rate({}).trouble;
  return { trouble: { ...rest, ...more } };
};
const nightly = (more: object) => ({ cron: '0 1 * * *', duration: 3_600_000, reason: 'the night', ...more });
const letters = (count: number) => 'a'.repeat(count);
const list = (count: number) => Array.from({ length: count }, (_, nth) => `a${nth}`);
const named64 = (length: number) => ({ [letters(length)]: alert({}).trouble });
const many = (count: number) => Object.fromEntries(list(count).map((name) => [name, alert({}).trouble]));

type Case = [what: string, schema: z.ZodType, taken: unknown[], refused: unknown[]];

const CASES: Case[] = [
  [
    'the share of a failure rate',
    alerts,
    [0.001, 1].map((above) => rate({ above })),
    [rate({ above: 0 }), rate({ above: 1.01 })],
  ],
  [
    'the hours of a failure rate',
    alerts,
    [1, 24].map((hours) => rate({ hours })),
    [0, 25, 1.5].map((hours) => rate({ hours })),
  ],
  [
    'the runs of a failure rate',
    alerts,
    [1, 100_000].map((runs) => rate({ runs })),
    [0, 1.5].map((runs) => rate({ runs })),
  ],
  [
    'what a failure rate is about, which is all runs,',
    alerts,
    [rateAlone({})],
    [{ namespaces: ['actions'] }, { targets: ['app'] }, { names: ['report'] }].map(rateAlone),
  ],
  ['the events of an alert', alerts, [alert({ on: ['job.missed'] })], [alert({ on: [] })]],
  ['the namespaces of an alert', alerts, [alert({ namespaces: ['actions'] })], [alert({ namespaces: [] })]],
  [
    'the targets of an alert',
    alerts,
    [1, 100].map((count) => alert({ targets: list(count) })),
    [0, 101].map((count) => alert({ targets: list(count) })),
  ],
  [
    'a name that an alert is about',
    alerts,
    [1, Limits.targetLength].map((length) => alert({ names: [letters(length)] })),
    [0, Limits.targetLength + 1].map((length) => alert({ names: [letters(length)] })),
  ],
  [
    'the recipients of an alert',
    alerts,
    [alert({ to: { email: ['a@b.c'] } })],
    [alert({ to: { email: [] } })],
  ],
  ['the name of an alert', alerts, [1, 64].map(named64), [0, 65].map(named64)],
  ['the alerts of an env', alerts, [many(Limits.alerts)], [many(Limits.alerts + 1)]],
  [
    'the duration of a maintenance window',
    maintenanceWindow,
    [60_000, Limits.maintenanceMs].map((duration) => nightly({ duration })),
    [59_999, Limits.maintenanceMs + 1].map((duration) => nightly({ duration })),
  ],
  [
    'the reason of a maintenance window',
    maintenanceWindow,
    [1, Limits.holdReasonLength].map((length) => nightly({ reason: letters(length) })),
    [0, Limits.holdReasonLength + 1].map((length) => nightly({ reason: letters(length) })),
  ],
  [
    'the cron of a maintenance window',
    maintenanceWindow,
    [nightly({ tz: 'Europe/Zurich' })],
    [nightly({ cron: '61 * * * *' }), nightly({ tz: 'Mars/Base' })],
  ],
  ['the connections of a pool', poolSize, [1, 20], [0, 21, 1.5]],
  [
    'the name of what a dispatch uses',
    named(text),
    [{ a: 'x' }, { [letters(128)]: 'x' }],
    [{ '': 'x' }, { [letters(129)]: 'x' }, { a: '' }],
  ],
];

test.each(CASES)('%s in a config has its bounds', (_what, schema, taken, refused) => {
  const isTaken = (value: unknown) => schema.safeParse(value).success;
  expect(taken.map(isTaken)).toEqual(taken.map(() => true));
  expect(refused.map(isTaken)).toEqual(refused.map(() => false));
});
