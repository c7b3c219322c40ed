import { defined } from '../../../contract/plain-data.ts';
import type { SesSender, SmtpSender } from '../../../contract/resources/notifications.ts';
import { fillText } from '../../../core/input/template.ts';
import { textsOf } from './channels.ts';
import { sendEach } from './each.ts';
import type { Mailer, Send } from './send.ts';

/** Sends a mail of its own to each recipient, so none sees the others; values in HTML are escaped. */
export const send: Send = async ({ resource, stored, input, context }, ledger) => {
  const { email: sender } = resource;
  const words = stored.email;
  if (!sender || !words || !input.email) return;
  const [subject, template] = textsOf('email', stored, input);
  const mailer = await mailerOf(sender);
  const filled = {
    subject: fillText(words.subject, subject?.variables ?? {}, onOneLine),
    ...(words.html !== undefined && { html: fillText(words.html, template?.variables ?? {}, escapeHtml) }),
    ...(words.text !== undefined && { text: fillText(words.text, template?.variables ?? {}) }),
  };
  const common = { from: sender.from, ...defined({ replyTo: sender.replyTo }) };
  await sendEach('email', input.email.recipients, ledger, context.signal, async (to, index) => {
    const messageId = `<${context.identity}.${index}@ductape>`;
    const id = await mailer({ ...common, ...filled, to, messageId }, context);
    return { message_id: id ?? messageId };
  });
};

async function mailerOf(sender: SmtpSender | SesSender): Promise<Mailer> {
  if (sender.transport === 'smtp') return (await import('./smtp.ts')).smtpMailer(sender);
  return (await import('./ses.ts')).sesMailer(sender);
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A line break in a subject would begin another header. */
function onOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter);
}
