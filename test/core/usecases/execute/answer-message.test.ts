import { NoCapacity } from '../../../../core/errors/run-error.ts';
import { messageBody, VERSION } from '../../../../core/messages/message.ts';
import { keyOf, type Lane, type WakeUp } from '../../../../core/messages/wake-up.ts';
import type { Destination } from '../../../../core/ports/queues.ts';
import type { TelemetryEvent } from '../../../../core/ports/telemetry.ts';
import { answerMessage } from '../../../../core/usecases/execute/answer-message.ts';
import { readWakeUp } from '../../../simulation/read-wake-up.ts';

const WAKE: WakeUp = { kind: 'timer', job_id: `job_${'0'.repeat(26)}`, gen: 3, armed_at: 5, occurrence: 7 };
const BODY = messageBody(WAKE);
const refused = async () => {
  throw new NoCapacity('refused');
};

/** A queue that takes what is sent to it, unless told to refuse, and what became of the message received. */
function answering(body: string, receives = 1, fails?: Error, lane: Lane = 'main') {
  const sent: { body: string; delay: number; lane: Lane | undefined; group: string | undefined }[] = [];
  const held: number[] = [];
  const told: TelemetryEvent[] = [];
  const send = async (next: string, delay: number, to?: Destination) => {
    if (fails) throw fails;
    sent.push({ body: next, delay, lane: to?.lane, group: to?.group });
  };
  const ports = {
    queue: { send, backlog: async () => 0 },
    random: () => 0,
    telemetry: (what: TelemetryEvent) => void told.push(what),
  };
  const extendVisibility = async (ms: number) => void held.push(ms);
  const message = {
    body,
    receives,
    lane,
    group: 'shop#dev',
    extendVisibility,
    about: { kind: 'timer', job_id: WAKE.job_id },
  };
  const answer = (carryOut: () => Promise<void>) => answerMessage(message, carryOut, ports);
  return { answer, sent, held, told };
}

describe('a message of the wake-ups queue', () => {
  test('that met a refusal for lack of capacity is sent on as a new one and is deleted, however often it was received', async () => {
    const { answer, sent, held, told } = answering(BODY, 2);
    expect(await answer(refused)).toBe(true);
    expect(held).toEqual([]);
    expect(sent).toEqual([
      { body: JSON.stringify({ ...VERSION, ...WAKE, again: 1 }), delay: 1, lane: 'main', group: 'shop#dev' },
    ]);
    expect(told).toEqual([
      { type: 'sent-on', kind: 'timer', job_id: WAKE.job_id, error: expect.any(NoCapacity) },
    ]);
  });

  test('that is sent on is read as the same wake-up, by which the runs it started are known', async () => {
    const { answer, sent } = answering(BODY);
    await answer(refused);
    const next = readWakeUp(sent[0]?.body ?? '');
    expect(next).toEqual(WAKE);
    expect(next && keyOf(next)).toBe(keyOf(WAKE));
  });

  test('waits from 1 s to 1 min, twice as long each time that it is sent on', async () => {
    const delays: number[] = [];
    for (let body = BODY, times = 0; times < 8; times += 1) {
      const { answer, sent } = answering(body);
      await answer(refused);
      delays.push(sent[0]?.delay ?? -1);
      body = sent[0]?.body ?? '';
    }
    expect(delays).toEqual([1, 2, 4, 8, 16, 30, 30, 30]);
  });

  test('that cannot be sent on either comes back after a minute by its visibility', async () => {
    const { answer, held, told } = answering(BODY, 1, new NoCapacity('refused'));
    expect(await answer(refused)).toBe(false);
    expect(held).toEqual([60_000]);
    const about = { kind: 'timer', job_id: WAKE.job_id, error: expect.any(NoCapacity) };
    expect(told).toEqual([
      { type: 'sent-on', ...about },
      { type: 'returned', ...about, receives: 1 },
    ]);
  });

  test('that met a fault comes back by its visibility, later each time that it is received', async () => {
    const fault = async () => {
      throw new TypeError('a bug');
    };
    const delays = [1, 2, 3, 4, 5].map(async (receives) => {
      const { answer, sent, held, told } = answering(BODY, receives, undefined, 'alone');
      expect(await answer(fault)).toBe(false);
      expect(sent).toEqual([]);
      const about = { kind: 'timer', job_id: WAKE.job_id, error: expect.any(TypeError) };
      expect(told).toEqual([{ type: 'returned', ...about, receives }]);
      return held[0];
    });
    expect(await Promise.all(delays)).toEqual([1_000, 10_000, 60_000, 300_000, 300_000]);
  });

  test('that comes from a target in its own words is sent on in them', async () => {
    const body = JSON.stringify({
      kind: 'completion',
      execution: `${WAKE.job_id}-7`,
      time: '2026-01-01T00:00:00Z',
    });
    const { answer, sent } = answering(body);
    await answer(refused);
    expect(readWakeUp(sent[0]?.body ?? '')).toEqual(readWakeUp(body));
  });

  test('that has done its work is deleted, and nothing is told of it', async () => {
    const { answer, sent, held, told } = answering(BODY);
    expect(await answer(async () => undefined)).toBe(true);
    expect([sent, held, told]).toEqual([[], [], []]);
  });

  test('that is received a third time is answered alone, whatever it has met', async () => {
    const { answer, sent } = answering(BODY, 3);
    expect(await answer(() => Promise.reject(new Error('never called')))).toBe(true);
    expect(sent).toEqual([
      { body: JSON.stringify({ ...VERSION, ...WAKE, again: 1 }), delay: 0, lane: 'alone', group: 'shop#dev' },
    ]);
  });
});
