/** Where secrets come from: Secrets Manager on AWS, the environment on a laptop. */
export interface Secrets {
  /**
   * @param reference the name of the secret, or `NAME#FIELD` of one that is a JSON object
   * @throws RunError `NOT_FOUND` or `FORBIDDEN` naming the secret, never its value
   */
  get(reference: string): Promise<string>;
}
