/** `.` or `..` between slashes, also when they came percent-encoded: a server may decode before it routes. */
const CLIMBING = /(^|[/\\]|%2f|%5c)(\.|%2e){1,2}([/\\]|%2f|%5c|$)/i;

/** Whether a text could be read as a path that has a step up, or one that leads nowhere. */
export function climbs(text: string): boolean {
  return CLIMBING.test(text);
}
