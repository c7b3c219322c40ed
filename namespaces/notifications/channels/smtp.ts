import { createTransport, type Transporter } from 'nodemailer';
import { ErrorCode } from '../../../contract/errors.ts';
import { asRecord } from '../../../contract/plain-data.ts';
import type { SmtpSender } from '../../../contract/resources/notifications.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { abortable, resolveUrl } from '../../shared/connection.ts';
import { errorType } from '../../shared/error-code.ts';
import { smtpErrors } from './errors.ts';
import type { Mailer } from './send.ts';

const CONNECT_MS = 10_000;

/** One pool of connections for each server; a secret's new value makes a new one. */
const transports = new Map<string, Transporter>();

/** Sends by SMTP; SMTP has no idempotency: a duplicate is a second mail with the same Message-ID. */
export function smtpMailer(sender: SmtpSender): Mailer {
  return async (mail, context) => {
    const url = await resolveUrl(sender.url, context.secrets);
    const transport = transportOf(url);
    try {
      const { messageId, to, ...rest } = mail;
      const address = { name: '', address: to };
      const sent = transport.sendMail({ ...rest, to: address, messageId });
      const { messageId: id }: { messageId?: string } = await abortable(
        sent,
        context.signal,
        'the mail server',
      );
      return id;
    } catch (error) {
      const failure = smtpError(error);
      const lost = [ErrorCode.Connection, ErrorCode.Timeout, ErrorCode.Unauthorized] as readonly string[];
      if (lost.includes(failure.code)) forget(transport);
      throw failure;
    }
  };
}

function transportOf(url: string): Transporter {
  const kept = transports.get(url);
  if (kept) return kept;
  const transport = createTransport({
    ...optionsOf(url),
    pool: true,
    maxConnections: 2,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    // Mails are made of text only: nothing is fetched from files or the network.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  transports.set(url, transport);
  return transport;
}

function optionsOf(text: string) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^smtps?:$/.test(url.protocol)) {
    throw new RunError(ErrorCode.Validation, "the mail server's url is not an smtp:// or smtps:// url");
  }
  const secure = url.protocol === 'smtps:';
  const user = decodeURIComponent(url.username);
  return {
    host: url.hostname,
    port: Number(url.port || (secure ? 465 : 587)),
    secure,
    ...(user !== '' && { auth: { user, pass: decodeURIComponent(url.password) } }),
  };
}

function forget(transport: Transporter): void {
  for (const [url, kept] of transports) if (kept === transport) transports.delete(url);
  transport.close();
}

/** A reply of the server says more than the client's own code for it. */
function smtpError(error: unknown): RunError {
  if (error instanceof RunError) return error;
  const { code = '', response = '' } = asRecord(error);
  // Each line of a longer reply begins with the code; what stands behind it may be one text.
  const said = typeof response === 'string' ? response.trim().replaceAll(/\r?\n\d{3}[- ]/g, '\n') : '';
  const type =
    (code === 'EAUTH' ? errorType(smtpErrors, code) : undefined) ??
    errorType(smtpErrors, said) ??
    errorType(smtpErrors, String(code));
  return new RunError(type ?? ErrorCode.Connection, `SMTP: ${said || code || 'no answer'}`, { cause: error });
}
