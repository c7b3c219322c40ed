/** `.` or `..` between slashes, also when they came percent-encoded: a server may decode before it routes. */
const CLIMBING = /(^|[/\\]|%2f|%5c)(\.|%2e){1,2}([/\\]|%2f|%5c|$)/i;

/** Whether a text could be read as a path that has a step up, or one that leads nowhere. */
export function climbs(text: string): boolean {
  return CLIMBING.test(text);
}

/** Longest prefix of a storage, characters: it leaves room for the names of files in the 1024 bytes of a key. */
const PREFIX_MAX = 512;

/**
 * What every key of a storage begins with: its `prefix` is a folder, so `shop`, `shop/` and `/shop//` all mean `shop/`
 * and nothing of `shop2/`. No prefix is the whole bucket.
 */
export function folderOf(prefix = ''): string {
  return prefix
    .split('/')
    .filter((step) => step !== '')
    .map((step) => `${step}/`)
    .join('');
}

/** Why a prefix names no folder, if it does not. */
export function folderFault(prefix: string): string | undefined {
  if (prefix.length > PREFIX_MAX) return `must be at most ${PREFIX_MAX} characters; got ${prefix.length}`;
  if (climbs(prefix)) return 'must not hold "." or ".." as a step of a path';
  // IAM reads wildcards in the resources of a permission.
  if (/[*?\\]/.test(prefix)) return 'must not hold "*", "?" or "\\"';
  return /^\P{Cc}*$/u.test(prefix) && prefix.isWellFormed()
    ? undefined
    : 'must be well-formed text without control characters';
}
