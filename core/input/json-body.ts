import { validationError } from '../errors/request-error.ts';
import { unfitJson } from './plain-json.ts';

/** A body as the JSON object that it has to be. @throws RequestError where it is none, or unfit to be handled */
export function jsonBody(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw validationError([{ path: '', message: 'a JSON object is expected as body' }]);
  const unfit = unfitJson(body);
  if (unfit.length > 0) throw validationError(unfit);
  return { ...body };
}
