import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import { isObject } from './form.ts';

/**
 * Writes a body as its content type says: JSON unless told otherwise, an object as a form where the type is
 * `application/x-www-form-urlencoded`, and text as it is for any other type.
 * @throws RunError `VALIDATION_ERROR` for a body that cannot be written as that type
 */
export function encodeBody(body: unknown, contentType: string | undefined) {
  if (contentType === undefined) return { text: JSON.stringify(body), contentType: 'application/json' };
  const type = contentType.replace(/;.*$/s, '').trim().toLowerCase();
  if (/^application\/(.+\+)?json$/.test(type)) return { text: JSON.stringify(body), contentType };
  if (typeof body === 'string') return { text: body, contentType };
  if (type === 'application/x-www-form-urlencoded' && isObject(body)) {
    return { text: formOf(body).toString(), contentType };
  }
  throw new RunError(ErrorCode.Validation, `a body of type ${type} must be text`);
}

function formOf(body: Record<string, unknown>): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) {
    for (const item of [value].flat()) {
      if (item === null) continue;
      if (typeof item === 'object') {
        throw new RunError(ErrorCode.Validation, `input.body.${name}: a form holds no nested objects`);
      }
      form.append(name, String(item));
    }
  }
  return form;
}
