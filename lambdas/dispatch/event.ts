import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { z } from 'zod';
import { validationError } from '../../core/errors/request-error.ts';
import { check } from '../../core/validation/check.ts';

/** What a function that invokes this one directly sends; the answer is `{status, body}`. */
export interface DirectCall {
  method: string;
  path: string;
  query?: Record<string, unknown> | undefined;
  body?: unknown;
  /** Answered by 304 where it is still the version of what is asked for. */
  known?: string | undefined;
}

/** What the function is invoked with: the event of API Gateway, or of the function's URL, or a direct call. */
export type DispatchEvent = APIGatewayProxyEventV2 | DirectCall;

const directSchema = z.strictObject({
  method: z.string(),
  path: z.string(),
  query: z.record(z.string(), z.unknown()).optional(),
  body: z.unknown().optional(),
  known: z.string().optional(),
});

const jwt = z.looseObject({ claims: z.record(z.string(), z.unknown()) });
const iam = z.looseObject({ userArn: z.string().nullish() });

/** The parts of a gateway's event that are read here. */
const gatewaySchema = z.looseObject({
  rawPath: z.string().optional(),
  rawQueryString: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().optional(),
  requestContext: z.looseObject({
    domainName: z.string().optional(),
    http: z.looseObject({ method: z.string(), path: z.string(), sourceIp: z.string().optional() }),
    authorizer: z.looseObject({ jwt: jwt.optional(), iam: iam.optional() }).nullish(),
  }),
});

/** Whether the event is a whole one of a gateway; half of one is a direct call, with mistakes. */
export function isGatewayEvent(event: DispatchEvent): event is APIGatewayProxyEventV2 {
  return gatewaySchema.safeParse(event).success;
}

/** The direct call of an event. @throws RequestError `VALIDATION_ERROR` naming all that keeps it from being one */
export function directCall(event: unknown): DirectCall {
  const checked = check(directSchema, event);
  if (!checked.ok) throw validationError(checked.issues);
  return checked.value;
}
