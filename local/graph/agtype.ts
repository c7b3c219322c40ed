const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
const TOKEN = new RegExp(
  String.raw`\{"id": (\d+), "label": (${STRING})(?:, "end_id": (\d+), "start_id": (\d+))?, "properties": |(${STRING})|::(?:vertex|edge|path|numeric)\b|(?<![\w"])(-?Infinity|NaN)\b`,
  'g',
);

/**
 * AGE's agtype, which is JSON with the types of some values after them, as Neptune's JSON: nodes and relationships
 * have `~id` and so on, and ids are text.
 */
export function neptuneJson(agtype: string): unknown {
  return JSON.parse(
    agtype.replaceAll(TOKEN, (_all, id, label, end, start, text, number) => {
      if (text !== undefined) return text;
      if (number !== undefined) return `"${number}"`;
      if (id === undefined) return '';
      const what =
        start === undefined
          ? `"~entityType": "node", "~labels": [${label}]`
          : `"~entityType": "relationship", "~start": "${start}", "~end": "${end}", "~type": ${label}`;
      return `{"~id": "${id}", ${what}, "~properties": `;
    }),
  );
}
