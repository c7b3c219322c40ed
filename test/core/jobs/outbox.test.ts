import { WEBHOOK_EVENTS, type WebhookEvent } from '../../../contract/webhook.ts';
import { advance, type JobEvent } from '../../../core/jobs/advance.ts';
import type { Decision } from '../../../core/jobs/effects.ts';
import type { JobRow } from '../../../core/jobs/row.ts';
import { jsonBytes } from '../../../core/text/bounds.ts';
import { MINUTE } from '../../../core/time/units.ts';
import { claimed, minutely, NOW, runningOf, Wake } from './rows.ts';

const subscribed: ReadonlySet<WebhookEvent> = new Set(WEBHOOK_EVENTS);
const decide = (row: JobRow, event: JobEvent, now: number) => advance(row, event, now, () => 0, subscribed);

/** The row with its outbox still on it, as nothing could be published. */
function unpublished({ row }: Decision): JobRow {
  if (!row) throw new Error('nothing was committed');
  return row;
}

const failing = 'é'.repeat(2000);

/** Runs a job every minute for so long that nothing could be told; each run fails with a long message. */
function runs(row: JobRow, count: number) {
  let current = row;
  let dropped = 0;
  for (let i = 0; i < count; i += 1) {
    const due = current.next_run_at ?? 0;
    const wake = { type: 'wake', wake: Wake.timer(due), redelivered: false, lane: 'main' } as const;
    const begun = decide(current, wake, due);
    const run = runningOf(unpublished(begun));
    const outcome = { ok: false, failure: { code: 'X', message: failing } } as const;
    const ended = decide(unpublished(begun), { type: 'finish', run, started_at: due, outcome }, due + 1);
    dropped += (begun.dropped ?? 0) + (ended.dropped ?? 0);
    current = unpublished(ended);
  }
  return { row: current, dropped };
}

describe('what a job has not told yet', () => {
  test('is bounded however long nothing can be told: the oldest events are dropped, and counted', () => {
    const { row, dropped } = runs(minutely(), 500);
    expect(jsonBytes(row)).toBeLessThan(100_000);
    const events = row.outbox?.flatMap(({ events: some }) => some.map(({ event }) => event)) ?? [];
    expect(events.length).toBeGreaterThan(20);
    expect(events.length + dropped).toBe(1000);
    expect(events.at(-1)).toBe('job.failed');
    expect(row.outbox?.at(-1)?.version).toBe(row.version);
  });

  test('keeps every change of the status, oldest first, so that statistics stay exact', () => {
    const paused = unpublished(decide(minutely(), { type: 'pause' }, NOW));
    const resumed = unpublished(decide(paused, { type: 'resume' }, NOW + 1));
    const { row } = runs({ ...resumed, next_run_at: NOW + MINUTE, gen: 1 }, 300);
    const changes = row.outbox?.flatMap(({ version, from, to }) => (from ? [{ version, from, to }] : []));
    expect(changes).toEqual([
      { version: 2, from: 'scheduled', to: 'paused' },
      { version: 3, from: 'paused', to: 'scheduled' },
    ]);
    expect(row.outbox?.[0]?.events).toEqual([]);
  });

  test('refuses commands that change the status for ever, and continues with what is under way', () => {
    let row = minutely();
    const toggle = () => {
      const type = row.status === 'paused' ? 'resume' : 'pause';
      row = unpublished(decide(row, { type }, NOW));
    };
    for (let i = 0; i < 500; i += 1) toggle();
    expect(toggle).toThrow(expect.objectContaining({ code: 'SERVICE_UNAVAILABLE' }));
    expect(jsonBytes(row)).toBeLessThan(150_000);
    expect(claimed({ ...row, gen: 1 }).execution_count).toBe(1);
  });
});
