import { type Message, messageBody, readMessage } from '../../../../core/messages/message.ts';
import { sentOn } from '../../../../core/messages/sent-on.ts';
import { deliveryBody, readDelivery } from '../../../../core/webhooks/delivery.ts';
import { NOW as MOMENT, Wake } from '../../../core/jobs/rows.ts';
import { deliveryOf } from '../../../core/webhooks/webhook-rows.ts';

const BULK = 'bulk_01KDVDNA00ABCDEFGHJKMNPQRS';
const delivery = deliveryOf();

const MESSAGES: Record<string, Message> = {
  tick: Wake.tick(),
  timer: Wake.timer(MOMENT),
  retry: Wake.retry(3, 2, MOMENT, 1),
  recover: Wake.recover(MOMENT),
  completion: Wake.completion(MOMENT),
  bulk: { kind: 'bulk', bulk_id: BULK, version: 3 },
  'bulk-look': { kind: 'bulk', bulk_id: BULK },
  sweep: { kind: 'sweep' },
  release: { kind: 'release', at: MOMENT, from: { product: 'shop', env: 'dev', below: 'job_01' } },
};

/** Every kind of message: what it says, how it is sent today, and how a body is read. */
export const MESSAGE_KINDS: Record<
  string,
  { value: unknown; body: string; read: (body: string) => unknown }
> = {
  ...Object.fromEntries(
    Object.entries(MESSAGES).map(([name, value]) => [
      `message-${name}`,
      { value, body: messageBody(value), read: readMessage },
    ]),
  ),
  'message-sent-on': {
    value: MESSAGES['timer'],
    body: sentOn(messageBody(Wake.timer(MOMENT))),
    read: readMessage,
  },
  delivery: { value: delivery, body: deliveryBody(delivery), read: readDelivery },
};
