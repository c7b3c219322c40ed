import type { Channels } from '../../../contract/resources/notifications.ts';
import type { Grants } from '../../shared/resource-grant.ts';

/** To send by SES and SNS, where the channels do. */
export const grants: Grants<Channels> = ({ email, sms }, partition) => [
  ...(email?.transport === 'ses'
    ? [{ purpose: 'SendMail', actions: ['ses:SendEmail'], resources: sesResources(email) }]
    : []),
  // A phone number has no ARN: the only way to say "no topic" is to leave all topics out.
  ...(sms
    ? [
        {
          purpose: 'SendTextMessages',
          actions: ['sns:Publish'],
          resources: [`arn:${partition}:sns:*:*:*`],
          except: true as const,
          wildcard: 'Text messages go to phone numbers, which have no ARN; topics are left out.',
        },
      ]
    : []),
];

function sesResources({ identityArn, configurationSet }: { identityArn: string; configurationSet?: string }) {
  if (configurationSet === undefined) return [identityArn];
  return [identityArn, identityArn.replace(/:identity\/.*$/, `:configuration-set/${configurationSet}`)];
}
