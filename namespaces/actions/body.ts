import { ErrorCode } from '../../contract/errors.ts';
import type { HttpEvent } from '../../contract/resources/actions.ts';
import { RunError } from '../../core/errors/run-error.ts';
import { isObject } from './form.ts';
import { writeXml } from './xml.ts';

const TYPES = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  xml: 'application/xml',
} as const;

/**
 * Writes a body as its content type says, which is the event's unless a header says otherwise: JSON, an object as a
 * form or as XML, and text as it is for any type but JSON.
 * @throws RunError `VALIDATION_ERROR` for a body that cannot be written as that type
 */
export function encodeBody(body: unknown, header: string | undefined, kind: HttpEvent['body'] = 'json') {
  const contentType = header ?? TYPES[kind];
  const type = contentType.replace(/;.*$/s, '').trim().toLowerCase();
  if (/^application\/(.+\+)?json$/.test(type)) return { text: JSON.stringify(body), contentType };
  if (typeof body === 'string') return { text: body, contentType };
  if (type === TYPES.form && isObject(body)) return { text: formOf(body).toString(), contentType };
  if (/^(application|text)\/(.+\+)?xml$/.test(type)) return { text: writeXml(body), contentType };
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
