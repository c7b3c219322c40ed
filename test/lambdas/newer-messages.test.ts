import { Logger } from '@aws-lambda-powertools/logger';
import type { SQSEvent } from 'aws-lambda';
import { NewerFormat } from '../../core/formats/format.ts';
import { messageBody } from '../../core/messages/message.ts';
import type { TelemetryEvent } from '../../core/ports/telemetry.ts';
import { deliveryBody } from '../../core/webhooks/delivery.ts';
import { createHandler as deadLetterHandler } from '../../lambdas/dead-letter/handler.ts';
import { createHandler as executorHandler } from '../../lambdas/executor/handler.ts';
import { createHandler as senderHandler } from '../../lambdas/webhooks/handler.ts';
import { Wake } from '../core/jobs/rows.ts';
import { deliveryOf } from '../core/webhooks/webhook-rows.ts';

/** The same of the version after that of today, with a field that only that one knows. */
const newer = (body: string) => {
  const { v, ...fields } = JSON.parse(body);
  return JSON.stringify({ v: v + 1, ...fields, fresh: true });
};
const eventOf = (body: string) => {
  const attributes = { ApproximateReceiveCount: '1', MessageGroupId: 'shop#dev' };
  return { Records: [{ messageId: 'm', receiptHandle: 'r', body, attributes }] } as unknown as SQSEvent;
};
const logger = new Logger({ logLevel: 'SILENT' });
const now = () => 0;
const RETURNED = { batchItemFailures: [{ itemIdentifier: 'm' }] };
const DONE = { batchItemFailures: [] };

/** An executor that reaches no table, and what it does with a message. */
function executor(jobs: object = {}) {
  const sent: { body: object; delay: number; to: unknown }[] = [];
  const told: TelemetryEvent[] = [];
  const ports = {
    jobs,
    clock: { now, sleepUntil: async () => undefined },
    holds: { current: async () => [] },
    random: () => 1,
    telemetry: (event: TelemetryEvent) => void told.push(event),
    queue: {
      send: async (body: string, delay: number, to: unknown) =>
        void sent.push({ body: JSON.parse(body), delay, to }),
    },
  };
  const slowScopes = { refresh: async () => undefined, until: () => 0 };
  const setup = {
    ports,
    lasting: ports,
    hasty: ports,
    sending: ports,
    slowScopes,
    laneOf: () => 'main',
    logger,
  };
  const handle = executorHandler(setup as unknown as Parameters<typeof executorHandler>[0]);
  return { sent, told, handle };
}

describe('what a newer release sent', () => {
  test('is sent on by the executor as it is, later and later, until that release is there', async () => {
    const { sent, told, handle } = executor();
    const body = newer(messageBody(Wake.timer(7)));
    expect(await handle(eventOf(body))).toEqual(DONE);
    const to = { lane: 'main', group: 'shop#dev' };
    expect(sent).toEqual([{ body: { ...JSON.parse(body), again: 1 }, delay: 2, to }]);
    expect(told).toEqual([{ type: 'sent-on', kind: 'newer', error: expect.any(NewerFormat) }]);
    expect(await handle(eventOf(JSON.stringify(sent[0]?.body)))).toEqual(DONE);
    expect(sent[1]).toMatchObject({ body: { again: 2, fresh: true }, delay: 4 });
  });

  test('about a job of its format is sent on too, and counts as no receive', async () => {
    const get = async () => {
      throw new NewerFormat('job row', 2, 1);
    };
    const { sent, told, handle } = executor({ get });
    expect(await handle(eventOf(messageBody(Wake.timer(7))))).toEqual(DONE);
    expect(sent).toMatchObject([{ body: { v: 1, kind: 'timer', again: 1 }, delay: 2 }]);
    expect(told).toMatchObject([{ type: 'sent-on', kind: 'timer', error: { name: 'NewerFormat' } }]);
  });

  test('stays among the dead letters', async () => {
    const handle = deadLetterHandler({} as Parameters<typeof deadLetterHandler>[0], logger);
    expect(await handle(eventOf(newer(messageBody({ kind: 'sweep' }))))).toEqual(RETURNED);
    expect(await handle(eventOf(messageBody({ kind: 'sweep' })))).toEqual(DONE);
    expect(await handle(eventOf('{"kind":"sweep"}'))).toEqual(DONE);
  });

  test('is a delivery that the sender returns', async () => {
    const held: number[] = [];
    const setup = {
      ports: { clock: { now }, random: () => 0 },
      limiter: {},
      hold: async (_handle: string, ms: number) => void held.push(ms),
      logger,
    };
    const handle = senderHandler(setup as unknown as Parameters<typeof senderHandler>[0]);
    expect(await handle(eventOf(newer(deliveryBody(deliveryOf()))))).toEqual(RETURNED);
    expect(held).toEqual([expect.any(Number)]);
    expect(await handle(eventOf('{}'))).toEqual(DONE);
  });
});
