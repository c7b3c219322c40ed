import type { HttpApp, HttpEvent } from '../../../contract/resources/actions.ts';
import { isObject } from './form.ts';
import { xmlFault } from './xml-fault.ts';

const TYPES = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
  xml: 'application/xml',
} as const;

/** How a body is written: as JSON, a form or XML, or only as the text it is. */
export type Notation = keyof typeof TYPES | 'text';

/** What is wrong with a body, and in which of its fields if it is one. */
export interface BodyFault {
  field?: string;
  message: string;
}

/** The content type of a body: the configuration's header, else the dispatch's, else what the event declares. */
export function contentTypeOf(app: HttpApp, event: HttpEvent, headers: Record<string, string>): string {
  const configured = Object.entries(app.headers ?? {}).find(
    ([name]) => name.toLowerCase() === 'content-type',
  );
  return configured?.[1] ?? headers['content-type'] ?? TYPES[event.body ?? 'json'];
}

/** How a body of that content type is written; `+json` and `+xml` are like what they build on. */
export function notationOf(contentType: string): Notation {
  const type = contentType.replace(/;.*$/s, '').trim().toLowerCase();
  if (/^application\/(.+\+)?json$/.test(type)) return 'json';
  if (/^(application|text)\/(.+\+)?xml$/.test(type)) return 'xml';
  return type === TYPES.form ? 'form' : 'text';
}

/** Why a body cannot be written as that content type, if it cannot; text is sent as it is. */
export function bodyFault(body: unknown, contentType: string): BodyFault | undefined {
  const notation = notationOf(contentType);
  if (notation === 'json' || typeof body === 'string') return undefined;
  if (notation === 'xml') return xmlFault(body);
  if (notation === 'form' && isObject(body)) return formFault(body);
  return { message: `a body of type ${contentType} must be text` };
}

function formFault(body: Record<string, unknown>): BodyFault | undefined {
  const nested = Object.entries(body).find(([, value]) =>
    [value].flat().some((item) => typeof item === 'object' && item !== null),
  );
  return nested && { field: nested[0], message: 'a form holds no nested objects' };
}
