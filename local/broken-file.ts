/** The error of a file of the data directory that does not hold what the embedded cloud wrote into it. */
export function brokenFile(path: string, cause: unknown): Error {
  const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0];
  return new Error(
    `${path} is damaged (${reason}): put a copy of it back, or begin with another data directory`,
    { cause },
  );
}
