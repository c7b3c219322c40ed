/** What of a fault goes into the log: names, codes and messages; other fields of a vendor's error may quote data. */
export function describeFault(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { fault: typeof error };
  const code = 'code' in error ? String(error.code) : undefined;
  const cause = error.cause === undefined ? undefined : describeFault(error.cause);
  return { fault: error.name, code, text: error.message, cause };
}
