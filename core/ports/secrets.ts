/** Where secrets come from: Secrets Manager on AWS, the environment on a laptop. */
export interface Secrets {
  /** @throws RunError `NOT_FOUND` naming the secret, never its value */
  get(name: string): Promise<string>;
}
