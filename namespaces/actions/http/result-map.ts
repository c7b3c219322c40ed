/** Picks named values out of an answer by dotted paths, `data.items[0].id`; what is not there is null. */
export function mapResult(map: Record<string, string>, answer: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).map(([name, path]) => [name, at(answer, path) ?? null]));
}

function at(value: unknown, path: string): unknown {
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
  return steps.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, step)
        ? Reflect.get(inner, step)
        : undefined,
    value,
  );
}
