/** An app reached over HTTP; each event is one operation of it. */
export interface HttpApp {
  provider: 'http';
  /** `http(s)://host[:port][/path]`; paths of events are appended to it. */
  baseUrl: string;
  auth?: HttpAuth;
  /** Sent with every call. */
  headers?: Record<string, string>;
  /** Call limits; a run over them waits without using an attempt. */
  limits?: CallLimits;
  events: Record<string, HttpEvent>;
}

export interface HttpEvent {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  /** Begins with `/`; may hold `:placeholders`. */
  path: string;
  /** How an object in the body is written; default `json`. A `content-type` header wins. */
  body?: 'json' | 'form' | 'xml';
  /** What of the answer is the run's result: names and dotted paths into it; default all of it. */
  result?: Record<string, string>;
}

export type HttpAuth =
  | { type: 'header'; name: string; value: string }
  | { type: 'bearer'; token: string }
  | { type: 'basic'; username: string; password: string }
  | { type: 'apiKey'; in: 'header' | 'query'; name: string; value: string }
  | OAuth2Auth;

/** OAuth 2.0 client credentials (RFC 6749, 4.4); a token is kept until it is about to expire. */
export interface OAuth2Auth {
  type: 'oauth2';
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
  scope?: string;
  audience?: string;
  /** Where the client's credentials go: `header` (basic, default) or `body`. */
  credentialsIn?: 'header' | 'body';
}

export interface CallLimits {
  /** Calls a second, on average. */
  perSecond?: number;
  /** Calls that may come at once before `perSecond` holds; default 1. */
  burst?: number;
  /** Calls under way at once, over all executors. */
  concurrency?: number;
}
