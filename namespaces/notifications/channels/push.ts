import { asRecord } from '../../../contract/plain-data.ts';
import { fill, fillText, textOf } from '../../../core/input/template.ts';
import type { Push, Send } from './send.ts';

/** Sends to each device by the service that the config names; neither has idempotency. */
export const send: Send = async (sending, ledger) => {
  const { push: settings } = sending.resource;
  const words = sending.stored.push_notification;
  const given = sending.input.push_notification;
  if (!settings || !words || !given) return;
  // What the stored message says of the data, no dispatch overrides.
  const data = { ...given.data, ...asRecord(fill(words.data ?? {}, given.data ?? {})) };
  const push: Push = {
    title: fillText(words.title, given.title),
    body: fillText(words.body, given.body),
    data: Object.fromEntries(Object.entries(data).map(([name, value]) => [name, textOf(value)])),
  };
  if (settings.transport === 'fcm') {
    const { sendByFcm } = await import('./fcm.ts');
    return await sendByFcm(settings, push, given.device_tokens, sending.context, ledger);
  }
  const { sendByExpo } = await import('./expo.ts');
  return await sendByExpo(settings, push, given.device_tokens, sending.context, ledger);
};
