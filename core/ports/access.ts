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

/** Where secrets come from: Secrets Manager on AWS, the environment on a laptop. */
export interface Secrets {
  /**
   * @param reference the name of the secret, or `NAME#FIELD` of one that is a JSON object
   * @throws RunError `NOT_FOUND` or `FORBIDDEN` naming the secret, never its value
   */
  get(reference: string): Promise<string>;
}
