import type { Logger } from '@aws-lambda-powertools/logger';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { readBulkMessage } from '../../core/messages/bulk-message.ts';
import { readWakeUp } from '../../core/messages/wake-up.ts';
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
  const wake = readWakeUp(record.body);
  const bulk = readBulkMessage(record.body);
  if (!wake && !bulk) {
    logger.error('a dead letter that is not a wake-up was dropped', { messageId: record.messageId });
    return true;
  }
  try {
    if (wake) await recordDeadLetter(wake, ports);
    if (bulk) await failBulk(bulk.bulk_id, ports);
    return true;
  } catch (error) {
    logger.error('a dead letter stays', { error, job_id: wake?.job_id, bulk_id: bulk?.bulk_id });
    return false;
  }
}
