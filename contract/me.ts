/**
 * How it is known who asks: by the signature of IAM, by a token, or not at all where a function was invoked directly, as Lambda does not tell by
 * whom; `local` is any caller of the embedded cloud without a token.
 */
export const CALLER_VIAS = ['iam', 'token', 'invoke', 'anonymous', 'local'] as const;

/** One of the {@link CALLER_VIAS}. */
export type CallerVia = (typeof CALLER_VIAS)[number];

/** The caller, what the API lets it do, and by which clock the API goes. */
export interface Me {
  /** An ARN of IAM, the subject of a token, or the word of `via`. */
  actor: string;
  via: CallerVia;
  /** `write` is absent where IAM decides by the paths of a call, of which the API does not learn. */
  may: { read: true; write?: boolean };
  /** The products and envs of the config that the caller may see. */
  scopes: { product: string; env: string }[];
  /** Unix ms by the clock of the API. */
  now: number;
  /** There where that clock can be moved: the embedded cloud's, at `/_clock`. */
  clock?: 'virtual';
  version: string;
  /** Days that a job and its history are kept after its end. */
  retention_days: number;
}
