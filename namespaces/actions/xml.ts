import { XMLBuilder, XMLParser } from 'fast-xml-parser';
import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import { isObject } from './form.ts';

/** An element's or attribute's name (XML 1.0, 2.3), without the letters beyond ASCII. */
const NAME = /^[A-Za-z_][\w.:-]*$/;

const shape = { ignoreAttributes: false, attributeNamePrefix: '@', textNodeName: '#text' };

/**
 * Writes an object as XML: its only field is the root, `@name` is an attribute, `#text` the text beside attributes,
 * and a list is an element for each item; every value is escaped.
 * @throws RunError `VALIDATION_ERROR` for what is no single root, and for names that are none
 */
export function writeXml(body: unknown): string {
  if (!isObject(body) || Object.keys(body).length !== 1) throw refusal('needs one field, the root element');
  checkNames(body);
  const builder = new XMLBuilder({ ...shape, suppressEmptyNode: true, processEntities: true });
  return `<?xml version="1.0" encoding="UTF-8"?>${builder.build(body)}`;
}

function checkNames(value: unknown): void {
  if (Array.isArray(value)) for (const item of value) checkNames(item);
  if (!isObject(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name !== '#text' && !NAME.test(name.replace(/^@/, ''))) {
      throw refusal(`has a name that XML does not take: ${JSON.stringify(name.slice(0, 60))}`);
    }
    checkNames(inner);
  }
}

function refusal(what: string): RunError {
  return new RunError(ErrorCode.Validation, `input.body: a body of XML ${what}`);
}

/** What an XML answer holds, in the shape {@link writeXml} takes; undefined for what is no XML. No entity is expanded. */
export function parseXml(text: string, contentType = ''): unknown {
  if (!/^[^;]*[/+]xml\s*(;|$)/i.test(contentType)) return undefined;
  try {
    return new XMLParser({ ...shape, processEntities: false, parseTagValue: false }).parse(text);
  } catch {
    return undefined;
  }
}
