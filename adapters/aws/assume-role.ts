import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentials } from '../../core/ports/access.ts';
import { REPEATING_SETTINGS } from './client-settings.ts';
import type { AssumeRole } from './scoped-credentials.ts';

/** An attempt waits for this call, so it is given up and repeated within the attempt's lease. */
const client = new STSClient(REPEATING_SETTINGS);

/** Takes a role by STS AssumeRole. @throws what the SDK throws */
export const assumeRole: AssumeRole = async (RoleArn, RoleSessionName, DurationSeconds) => {
  const command = new AssumeRoleCommand({ RoleArn, RoleSessionName, DurationSeconds });
  const { Credentials: given } = await client.send(command);
  const {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
  } = given ?? {};
  if (!accessKeyId || !secretAccessKey || !sessionToken) throw new Error('STS answered without credentials');
  return { accessKeyId, secretAccessKey, sessionToken } satisfies AwsCredentials;
};
