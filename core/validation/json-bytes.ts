const encoder = new TextEncoder();

/** How many bytes a value is as JSON, which is what it takes in an item, a message or an answer. */
export function jsonBytes(value: unknown): number {
  return encoder.encode(JSON.stringify(value)).length;
}
