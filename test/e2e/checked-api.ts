import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { matchRoute } from '../../lambdas/dispatch/match-route.ts';
import { openApiDocument } from '../../lambdas/dispatch/openapi/document.ts';
import { inputs } from '../../namespaces/input-registry.ts';
import { httpTransport, type Transport } from '../../sdk/index.ts';

interface Operation {
  responses: Record<string, { content: Record<string, { schema: { $ref: string } }> }>;
}

const document = openApiDocument(inputs) as { paths: Record<string, Record<string, Operation>> };
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(document, 'api');
const validators = new Map<string, ValidateFunction>();

/** The answer's schema, by what was called and how it was answered. @throws Error when the document has none */
function validatorOf(method: string, path: string, status: number): ValidateFunction {
  const match = matchRoute(method, path);
  const found = match?.route.split(' ')[1] ?? '';
  const key = found.replace('{namespace}', match?.params['namespace'] ?? '');
  const operation = document.paths[key]?.[method.toLowerCase()];
  const answer =
    operation?.responses[status] ?? (status >= 400 ? operation?.responses['default'] : undefined);
  // A namespace or route that does not exist is a problem like any other.
  const ref = answer ? Object.values(answer.content)[0]?.schema.$ref : status >= 400 ? PROBLEM : undefined;
  if (ref === undefined) throw new Error(`the document has no ${status} for ${method} ${path}`);
  const known = validators.get(ref) ?? ajv.compile({ $ref: `api${ref}` });
  validators.set(ref, known);
  return known;
}

const PROBLEM = '#/components/schemas/Problem';

/** @throws Error when an answer of the API is not what the OpenAPI document says */
export function checkAnswer(method: string, path: string, status: number, body: unknown): void {
  const validate = validatorOf(method, path, status);
  if (validate(body)) return;
  const why = ajv.errorsText(validate.errors ?? null);
  throw new Error(`${method} ${path} answered ${status} with what the document does not say: ${why}`);
}

/** The way to an API on which every answer is held against the OpenAPI document. */
export function checkedTransport(endpoint: string): Transport {
  const send = httpTransport({ endpoint });
  return async (request, signal) => {
    const answer = await send(request, signal);
    if (answer.status !== 304)
      checkAnswer(request.method, decodeURIComponent(request.path), answer.status, answer.body);
    return answer;
  };
}
