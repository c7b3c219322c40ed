/**
 * Settings of clients whose middleware nobody changes: it is put together once for each command, not at each call
 * (`cacheMiddleware` of the SDK's client configuration).
 */
export const CLIENT_SETTINGS = { cacheMiddleware: true } as const;
