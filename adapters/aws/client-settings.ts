/**
 * How long the engine waits for AWS, ms. A run's lease outlasts its timeout by 5 s, so a call that gets no answer is given
 * up, and repeated, well within it: no connection within a second, no answer within three (the SDK only warns of that
 * unless it is told to throw), or an answer that stops in its middle for three.
 */
export const CONNECTION = {
  connectionTimeout: 1000,
  requestTimeout: 3000,
  throwOnRequestTimeout: true,
  socketTimeout: 3000,
} as const;

/**
 * Settings of the engine's own clients of DynamoDB, SQS and Scheduler. A client tries once: what is refused is repeated by
 * `Patience`, with a budget by kind of call. No caller changes the middleware of these clients: it is put together once for
 * each command, not at each call (`cacheMiddleware`).
 */
export const CLIENT_SETTINGS = {
  cacheMiddleware: true,
  maxAttempts: 1,
  requestHandler: CONNECTION,
} as const;

/** Settings of clients of Secrets Manager and STS, which runs wait for: the SDK tries three times, with pauses of full jitter. */
export const REPEATING_SETTINGS = { ...CLIENT_SETTINGS, maxAttempts: 3 } as const;
