import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { defined } from '../../../contract/plain-data.ts';
import type { SesSender } from '../../../contract/resources/notifications.ts';
import { doneOnce, unreadSuccess } from '../../shared/aws-effect.ts';
import { awsRunError } from '../../shared/aws-error.ts';
import { regionalClients } from '../../shared/per-access.ts';
import type { Mailer } from './send.ts';

const clientFor = regionalClients((settings) => doneOnce(new SESv2Client(settings)));

/** Sends by SES v2, which has no idempotency: the run's identity is a tag of the mail. */
export function sesMailer({ identityArn, configurationSet }: SesSender): Mailer {
  const region = identityArn.split(':')[3];
  return async (mail, context) => {
    const content = (Data: string) => ({ Data, Charset: 'UTF-8' });
    const command = new SendEmailCommand({
      FromEmailAddress: mail.from,
      FromEmailAddressIdentityArn: identityArn,
      Destination: { ToAddresses: [mail.to] },
      ...(mail.replyTo !== undefined && { ReplyToAddresses: [mail.replyTo] }),
      ...defined({ ConfigurationSetName: configurationSet }),
      EmailTags: [{ Name: 'run', Value: context.identity }],
      Content: {
        Simple: {
          Subject: content(mail.subject),
          Body: {
            ...(mail.html !== undefined && { Html: content(mail.html) }),
            ...(mail.text !== undefined && { Text: content(mail.text) }),
          },
        },
      },
    });
    try {
      const client = clientFor(context.aws, region);
      const { MessageId } = await client.send(command, { abortSignal: context.signal });
      return MessageId;
    } catch (error) {
      if (unreadSuccess(error)) return undefined;
      throw awsRunError(error);
    }
  };
}
