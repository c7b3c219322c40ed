/** An AWS identity to sign with. */
export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}

/** AWS credentials, or a function that gets current ones; the function is called for every request. */
export type Credentials = AwsCredentials | (() => Promise<AwsCredentials>);
