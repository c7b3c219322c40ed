import { isObject } from './form.ts';

/** An element's or attribute's name (XML 1.0, 2.3), without the letters beyond ASCII. */
const NAME = /^[A-Za-z_][\w.:-]*$/;

/** What no XML document may hold, not even escaped (XML 1.0, 2.2). */
const NO_CHARACTER = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** Most elements and attributes of a body that is written as XML. */
export const XML_ELEMENTS_MAX = 10_000;

/** Why a body is not an XML document, if it is not: it needs one root, names that are names, and text where text goes. */
export function xmlFault(body: unknown): { message: string } | undefined {
  if (isCrowded(body)) return refusal(`has at most ${XML_ELEMENTS_MAX} elements and attributes`);
  const [root, ...others] = isObject(body) ? Object.entries(body) : [];
  const text = root?.[0] === '#text' || root?.[0].startsWith('@');
  if (!root || others.length > 0 || text || Array.isArray(root[1])) {
    return refusal('needs one field, the root element');
  }
  return elementFault(body);
}

function isCrowded(body: unknown): boolean {
  const waiting = [body];
  let count = 0;
  while (waiting.length > 0 && count <= XML_ELEMENTS_MAX + 1) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null) continue;
    const inner = Object.values(value);
    count += inner.length;
    if (count <= XML_ELEMENTS_MAX + 1) waiting.push(...inner);
  }
  return count > XML_ELEMENTS_MAX + 1;
}

function elementFault(value: unknown): { message: string } | undefined {
  if (typeof value === 'string' && NO_CHARACTER.test(value)) return refusal('holds no control characters');
  if (!isObject(value)) return undefined;
  for (const [name, inner] of Object.entries(value)) {
    const fault = name === '#text' || name.startsWith('@') ? textFault(name, inner) : childFault(name, inner);
    if (fault) return fault;
  }
  return undefined;
}

function textFault(name: string, value: unknown): { message: string } | undefined {
  if (name !== '#text' && !NAME.test(name.slice(1))) return badName(name);
  if (typeof value === 'object') return refusal(`takes text, a number or a boolean as ${quoted(name)}`);
  return elementFault(value);
}

function childFault(name: string, value: unknown): { message: string } | undefined {
  if (!NAME.test(name)) return badName(name);
  const children = Array.isArray(value) ? value : [value];
  if (children.some(Array.isArray)) return refusal(`takes no list in a list, as ${quoted(name)} has`);
  return children.map(elementFault).find((fault) => fault !== undefined);
}

const badName = (name: string) => refusal(`has a name that XML does not take: ${quoted(name)}`);
const quoted = (name: string) => JSON.stringify(name.slice(0, 60));
const refusal = (what: string) => ({ message: `a body of XML ${what}` });
