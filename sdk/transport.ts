/** One request to the API; carries no address, so that every transport can take it where it goes. */
export interface ApiRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Begins with `/v1/`; its segments are percent-encoded. */
  path: string;
  /** Decoded names and values. */
  query?: Record<string, string>;
  /** Anything JSON can hold. */
  body?: unknown;
  /** The version that the caller has; where nothing is newer, the answer is 304 and has no body. */
  known?: string;
}

/** What the API answered, whether it is a result or a problem. */
export interface ApiResponse {
  status: number;
  /** The parsed JSON of the answer. */
  body: unknown;
  /** How long the API asks to stay away, ms. */
  retryAfterMs?: number;
}

/**
 * Carries one request to the API once: no retries of its own, and it gives up when `signal` aborts.
 * Rejects with a {@link DuctapeError} when no JSON came back.
 */
export type Transport = (request: ApiRequest, signal: AbortSignal) => Promise<ApiResponse>;

/** An AWS identity to sign with. */
export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
}

/** AWS credentials, or a function that gets current ones; the function is called for every request. */
export type Credentials = AwsCredentials | (() => Promise<AwsCredentials>);

/** A bearer token without `Bearer`, or a function that gets the current one; the function is called for every request. */
export type Token = string | (() => string | Promise<string>);
