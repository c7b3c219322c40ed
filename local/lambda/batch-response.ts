/**
 * The ids of the messages that a handler's answer calls failed, out of `messageIds`. An answer that cannot be read, or
 * that names no or an unknown message, fails them all; an empty or absent list fails none.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function failedMessageIds(answer: Buffer, messageIds: readonly string[]): Set<string> {
  const all = new Set(messageIds);
  const failures = listedFailures(answer);
  if (failures === 'none') return new Set();
  if (!Array.isArray(failures)) return all;
  const named = failures.map(itemIdentifier);
  const known = named.filter((id) => id !== undefined && all.has(id));
  return known.length === named.length ? new Set(known as string[]) : all;
}

function listedFailures(answer: Buffer): unknown {
  try {
    const response: unknown = JSON.parse(answer.toString());
    if (response === null || response === '') return 'none';
    if (typeof response !== 'object') return undefined;
    return ('batchItemFailures' in response ? response.batchItemFailures : undefined) ?? 'none';
  } catch {
    return undefined;
  }
}

function itemIdentifier(failure: unknown): string | undefined {
  const isObject = typeof failure === 'object' && failure !== null && 'itemIdentifier' in failure;
  return isObject && typeof failure.itemIdentifier === 'string' ? failure.itemIdentifier : undefined;
}
