/** Channels, and the stored messages that go out by them. */
export interface Channels {
  provider: 'channels';
  email?: SmtpSender | SesSender;
  sms?: SnsSms;
  push?: FcmPush | ExpoPush;
  callback?: Callback;
  /**
   * The messages by name; `{{name}}` in a text is a variable of the dispatch: text, a number or a boolean.
   * `{{name:nullable}}`, `{{name:list}}` and `{{name:any}}` take more, as JSON within a text; in HTML all is escaped.
   */
  messages: Record<string, StoredMessage>;
}

export interface SmtpSender {
  transport: 'smtp';
  /** `smtp://[user:password@]host:port`, with STARTTLS where the server has it, or `smtps://…`. */
  url: string;
  /** `name@example.com` or `Name <name@example.com>`. */
  from: string;
  replyTo?: string;
}

export interface SesSender {
  transport: 'ses';
  /** ARN of the verified identity that mails come from. */
  identityArn: string;
  from: string;
  replyTo?: string;
  configurationSet?: string;
}

/** Text messages by SNS, to phone numbers in E.164. */
export interface SnsSms {
  transport: 'sns';
  region?: string;
  senderId?: string;
  /** `Transactional` (default) or `Promotional`. */
  smsType?: 'Transactional' | 'Promotional';
}

/** Firebase Cloud Messaging, HTTP v1. */
export interface FcmPush {
  transport: 'fcm';
  /** The service account's key file as JSON: `$Secret{NAME}`. */
  serviceAccount: string;
  /** Only for tests and proxies; default `https://fcm.googleapis.com`. */
  endpoint?: string;
}

/** Expo's push service. */
export interface ExpoPush {
  transport: 'expo';
  accessToken?: string;
  /** Only for tests and proxies; default `https://exp.host`. */
  endpoint?: string;
}

/** An HTTP call; the path of its url may hold `:placeholders` for the dispatch's `params`. */
export interface Callback {
  url: string;
  method?: 'POST' | 'PUT' | 'PATCH' | 'GET';
  headers?: Record<string, string>;
}

/** One message in the words of each channel. */
export interface StoredMessage {
  email?: { subject: string; html?: string; text?: string };
  sms?: { body: string };
  push_notification?: { title: string; body: string; data?: Record<string, string> };
  callback?: { body?: unknown };
}
