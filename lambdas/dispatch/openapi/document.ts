import { z } from 'zod';
import { Limits } from '../../../contract/limits.ts';
import { NAMESPACES, type Namespace } from '../../../contract/namespaces.ts';
import { envelopeSchema } from '../../../core/input/envelope.ts';
import { manySchema } from '../../../core/input/many-dispatches.ts';
import type { NamespaceInput } from '../../../core/ports/namespace.ts';
import { scheduleSchema } from '../../../core/schedule/read-schedule.ts';
import { querySchema } from '../queries.ts';
import { PUBLIC_ROUTE_KEYS, ROUTE_KEYS, type RouteKey } from '../route-keys.ts';
import { answers } from './answers.ts';
import { OPERATIONS, type Operation } from './operations.ts';

type Json = Record<string, unknown>;

const DESCRIPTION = `Schedules jobs and manages them. Every path has a twin below
/v1/products/{product}/envs/{env} in which nothing but what belongs to that product and environment exists: for
/v1/jobs it is /v1/products/{product}/envs/{env}/jobs. What a caller may not see is 404 for it. Failures are problem
details (RFC 9457) with a code.`.replaceAll('\n', ' ');

/** The API as OpenAPI 3.1, made of the schemas that validate what comes in. */
export function openApiDocument(inputs: Record<Namespace, NamespaceInput>): Json {
  const paths: Record<string, Json> = {};
  for (const route of ROUTE_KEYS) {
    for (const { path, method, operation } of operationsOf(route, inputs)) {
      paths[path] = { ...paths[path], [method]: operation };
    }
  }
  const schemas = Object.entries(answers).map(([name, schema]) => [name, jsonSchema(schema, 'output')]);
  return {
    openapi: '3.1.0',
    info: { title: 'Ductape jobs', version: '1', description: DESCRIPTION },
    servers: [{ url: '/' }],
    security: [{ aws: [] }, { jwt: [] }],
    paths,
    components: {
      securitySchemes: {
        aws: { type: 'apiKey', in: 'header', name: 'Authorization', description: 'AWS Signature Version 4' },
        jwt: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
      schemas: Object.fromEntries(schemas),
    },
  };
}

function operationsOf(route: RouteKey, inputs: Record<Namespace, NamespaceInput>) {
  const [verb = '', path = ''] = route.split(' ');
  const method = verb.toLowerCase();
  if (OPERATIONS[route].id === 'upsertSchedule') {
    const body = z.union(NAMESPACES.map((namespace) => declarationBody(namespace, inputs[namespace].fields)));
    return [{ path, method, operation: describe(route, path, { ...OPERATIONS[route], body }) }];
  }
  if (OPERATIONS[route].id === 'dispatchMany') {
    const dispatches = z.array(anyDispatch(inputs)).min(1).max(Limits.dispatches);
    const body = manySchema.extend({ dispatches });
    return [{ path, method, operation: describe(route, path, { ...OPERATIONS[route], body }) }];
  }
  if (OPERATIONS[route].id !== 'dispatch') {
    return [{ path, method, operation: describe(route, path, OPERATIONS[route]) }];
  }
  return NAMESPACES.map((namespace) => {
    const own = path.replace('{namespace}', namespace);
    const id = `dispatch${namespace.charAt(0).toUpperCase()}${namespace.slice(1)}`;
    const body = dispatchBody(inputs[namespace].fields);
    return { path: own, method, operation: describe(route, own, { ...OPERATIONS[route], id, body }) };
  });
}

/** A dispatch that names its namespace; product and env may be said of all. */
function anyDispatch(inputs: Record<Namespace, NamespaceInput>): z.ZodType {
  return z.union(
    NAMESPACES.map((namespace) =>
      dispatchBody(inputs[namespace].fields)
        .partial({ product: true, env: true })
        .extend({ namespace: z.literal(namespace) }),
    ),
  );
}

/** A dispatch that names its namespace and has a schedule; its name is its key. */
function declarationBody(namespace: Namespace, fields: readonly string[]): z.ZodType {
  return dispatchBody(fields)
    .omit({ idempotency_key: true })
    .extend({ namespace: z.literal(namespace), schedule: scheduleSchema });
}

/** The envelope and the namespace's own fields; what `input` holds depends on the resource. */
function dispatchBody(fields: readonly string[]) {
  const own = fields.map((name) => [
    name,
    name === 'input' ? z.looseObject({}) : z.string().min(1).optional(),
  ]);
  return z.strictObject({
    ...envelopeSchema.shape,
    ...Object.fromEntries(own),
    schedule: scheduleSchema.optional(),
  });
}

function describe(route: RouteKey, path: string, operation: Operation): Json {
  const { id, summary, body, answers: good, hasVersion } = operation;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const parameters = [
    ...inPath,
    ...queryParameters(querySchema(route)),
    ...(hasVersion ? [IF_NONE_MATCH] : []),
  ];
  const required =
    id.startsWith('dispatch') ||
    [
      'rescheduleJob',
      'previewSchedule',
      'calendarOfSchedule',
      'upsertSchedule',
      'applySchedules',
      'setWebhook',
    ].includes(id);
  return {
    operationId: id,
    summary,
    ...(PUBLIC_ROUTE_KEYS.includes(route) && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: { required, content: { 'application/json': { schema: jsonSchema(body, 'input') } } },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(good).map(([status, name]) => [status, response('application/json', name, summary)]),
      ),
      ...(hasVersion && { 304: { description: 'It is what the caller has' } }),
      default: response('application/problem+json', 'Problem', 'What is wrong'),
    },
  };
}

const IF_NONE_MATCH: Json = {
  name: 'If-None-Match',
  in: 'header',
  description: 'the ETag of what the caller has',
  schema: { type: 'string' },
};

function queryParameters(query: z.ZodObject): Json[] {
  return Object.entries(query.shape).map(([name, schema]) => ({
    name,
    in: 'query',
    schema: jsonSchema(schema as z.ZodType, 'input'),
  }));
}

function response(type: string, name: string, description: string): Json {
  return { description, content: { [type]: { schema: { $ref: `#/components/schemas/${name}` } } } };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    reused: 'inline',
  });
  return rest;
}
