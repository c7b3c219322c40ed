/** Temporary credentials as the AWS SDK takes them. */
export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  /** When they end; absent where they do not. */
  expiration?: Date;
}

/**
 * Access to AWS as one product in one environment. There is one object for each product and env of an execution
 * environment, so what is kept by it (clients, secrets) is never used for another.
 */
export interface AwsAccess {
  /**
   * Credentials that reach the resources of this product and env, and nothing else.
   * @param lastingMs how long they have to last from now, as far as a session can
   * @throws RunError `SERVICE_UNAVAILABLE` when they cannot be had, which is not remembered
   */
  credentials(lastingMs?: number): Promise<AwsCredentials>;
}
