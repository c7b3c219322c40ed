import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { defined } from '../../../contract/plain-data.ts';
import { fillText } from '../../../core/input/template.ts';
import { doneOnce, unreadSuccess } from '../../shared/aws-effect.ts';
import { awsRunError } from '../../shared/aws-error.ts';
import { regionalClients } from '../../shared/per-access.ts';
import { sendEach } from './each.ts';
import type { Send } from './send.ts';

const clientFor = regionalClients((settings) => doneOnce(new SNSClient(settings)));

/** Sends a text message to each phone number by SNS, which has no idempotency for them. */
export const send: Send = async ({ resource, stored, input, context }, ledger) => {
  const { sms: settings } = resource;
  if (!settings || !stored.sms || !input.sms) return;
  const { region, senderId, smsType = 'Transactional' } = settings;
  const client = clientFor(context.aws, region);
  const text = fillText(stored.sms.body, input.sms.body).toWellFormed();
  const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
  const attributes = {
    'AWS.SNS.SMS.SMSType': attribute(smsType),
    ...(senderId !== undefined && { 'AWS.SNS.SMS.SenderID': attribute(senderId) }),
  };
  await sendEach('sms', input.sms.recipients, ledger, context.signal, async (to) => {
    const command = new PublishCommand({ PhoneNumber: to, Message: text, MessageAttributes: attributes });
    try {
      const { MessageId } = await client.send(command, { abortSignal: context.signal });
      return defined({ message_id: MessageId });
    } catch (error) {
      const result = unreadSuccess(error);
      if (result) return { result };
      throw awsRunError(error);
    }
  });
};
