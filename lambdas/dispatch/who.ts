import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { CallerVia, Me } from '../../contract/me.ts';
import { Env } from '../environment.ts';
import { claimsOf, namesIn } from './claims.ts';

/** The caller, as what authorized the call says, and what that lets it do. */
export interface Who extends Pick<Me, 'actor' | 'may'> {
  via: CallerVia;
}

/** The names of the claims of a token that are read. */
export interface ClaimNames {
  /** Lists the products that its bearer may see. */
  products: string;
  /** Says whether its bearer may change anything. */
  access: string;
}

/** Longest actor, characters. */
const ACTOR_MAX = 256;

/**
 * The caller of an API. The bearer of a token with the claim `access` may change something only where that lists `write`; a token without the claim may, as
 * may all others that were let in: what IAM allows, it has decided by the path.
 */
export function whoCalls(event: APIGatewayProxyEventV2, { access }: ClaimNames): Who {
  const claims = claimsOf(event);
  if (claims) {
    const granted = claims[access];
    const write = granted === undefined || namesIn(granted).includes('write');
    return { actor: actor(claims['sub'], 'token'), via: 'token', may: { read: true, write } };
  }
  const arn = (event.requestContext as { authorizer?: { iam?: { userArn?: unknown } } }).authorizer?.iam
    ?.userArn;
  if (arn !== undefined) return { actor: actor(arn, 'iam'), via: 'iam', may: { read: true } };
  const via = process.env[Env.localReceivers] === 'allowed' ? 'local' : 'anonymous';
  return { actor: via, via, may: { read: true, write: true } };
}

/** A function that invokes this one: it may do everything. */
export const DIRECT: Who = { actor: 'invoke', via: 'invoke', may: { read: true, write: true } };

const actor = (name: unknown, via: CallerVia): string => String(name ?? '').slice(0, ACTOR_MAX) || via;
