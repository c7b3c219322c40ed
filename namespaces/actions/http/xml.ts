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

/** XML with more bytes than this, or more elements and attributes, takes too long to read. */
const LimitsOfXml = { characters: 256 * 1024, marks: 4000 } as const;

/** Whether XML is read in less than 50 ms: `<` and `=` are counted, of which an element and an attribute have one at least. */
export function isQuickToRead(text: string): boolean {
  if (text.length > LimitsOfXml.characters) return false;
  let marks = 0;
  for (const mark of ['<', '=']) {
    for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) marks += 1;
  }
  return marks <= LimitsOfXml.marks;
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
