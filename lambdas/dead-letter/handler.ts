import type { Logger } from '@aws-lambda-powertools/logger';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type Message, readMessage } from '../../core/messages/message.ts';
import type { Ports } from '../../core/ports/ports.ts';
import { recordDeadLetter } from '../../core/usecases/execute/record-dead-letter.ts';
import { failBulk } from '../../core/usecases/manage/bulk-jobs.ts';

/** Records the runs of dead-lettered wake-ups as failed; a message it could not deal with stays in the queue. */
export function createHandler(ports: Ports, logger: Logger) {
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const done = await Promise.all(event.Records.map((record) => recordOne(record, ports, logger)));
    const failed = event.Records.filter((_record, index) => !done[index]);
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

async function recordOne(record: SQSRecord, ports: Ports, logger: Logger): Promise<boolean> {
  const { messageId, body } = record;
  let message: Message | undefined;
  try {
    message = readMessage(body);
    if (!message) logger.error('a dead letter that is not a wake-up was dropped', { messageId });
    // The next sweep comes in a minute, and wakes jobs whose hold is over too.
    else if (message.kind === 'bulk') await failBulk(message.bulk_id, ports);
    else if (message.kind !== 'sweep' && message.kind !== 'release' && message.kind !== 'alert')
      await recordDeadLetter(message, ports);
    return true;
  } catch (error) {
    logger.error('a dead letter stays', { error, messageId, ...message });
    return false;
  }
}
