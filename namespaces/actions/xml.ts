import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';

const shape = { ignoreAttributes: false, attributeNamePrefix: '@', textNodeName: '#text' };

/**
 * Writes an object in which `xmlFault` finds no fault as XML: its only field is the root, `@name` is an attribute,
 * `#text` the text beside attributes, and a list is an element for each item; every value is escaped.
 */
export function writeXml(body: unknown): string {
  const builder = new XMLBuilder({
    ...shape,
    suppressEmptyNode: true,
    // Else an attribute that is true is written without a value, which only HTML knows.
    suppressBooleanAttributes: false,
    processEntities: true,
  });
  return `<?xml version="1.0" encoding="UTF-8"?>${builder.build(body)}`;
}

/**
 * What an XML answer holds, in the shape {@link writeXml} takes and with every value as text; undefined for what is
 * not well-formed. Characters and the five entities of XML are read, those that a document declares are not.
 */
export function parseXml(text: string): unknown {
  const declares = /<!DOCTYPE/i.test(text);
  try {
    if (XMLValidator.validate(text) !== true) return undefined;
    // The parser reads numbered characters only together with the entities of HTML.
    const entities = declares ? { processEntities: false } : { processEntities: true, htmlEntities: true };
    return new XMLParser({ ...shape, ...entities, ignoreDeclaration: true, parseTagValue: false }).parse(
      text,
    );
  } catch {
    return undefined;
  }
}
