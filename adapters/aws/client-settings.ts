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
 * Settings of the engine's own AWS clients. A call is tried three times, with the SDK's pauses of full jitter between; a
 * write may so be carried out twice, see `DynamoTable`. Nobody changes the middleware of these clients: it is put
 * together once for each command, not at each call (`cacheMiddleware`).
 */
export const CLIENT_SETTINGS = {
  cacheMiddleware: true,
  maxAttempts: 3,
  requestHandler: CONNECTION,
} as const;
