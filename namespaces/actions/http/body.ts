import { ErrorCode } from '../../../contract/errors.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { bodyFault, notationOf } from './body-type.ts';
import { isObject } from './form.ts';
import { writeXml } from './xml.ts';

/**
 * Writes a body as its content type says: JSON, an object as a form or as XML, and text as it is for any type but JSON.
 * @throws RunError `VALIDATION_ERROR` for a body that cannot be written as that type
 */
export function encodeBody(body: unknown, contentType: string): string {
  const fault = bodyFault(body, contentType);
  if (fault) throw new RunError(ErrorCode.Validation, `input.body: ${fault.message}`);
  const notation = notationOf(contentType);
  if (notation === 'json') return JSON.stringify(body);
  if (typeof body === 'string') return body;
  return notation === 'xml' ? writeXml(body) : formOf(isObject(body) ? body : {}).toString();
}

/** A list stands once for each of its items, null not at all. */
function formOf(body: Record<string, unknown>): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) {
    for (const item of [value].flat()) {
      if (item !== null) form.append(name, String(item));
    }
  }
  return form;
}
