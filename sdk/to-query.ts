/** The query of fields that are set; a list becomes comma-separated, as the wire has it. */
export function toQuery(fields: Record<string, unknown>): Record<string, string> {
  const set = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set.map(([name, value]) => [name, String(value)]));
}
