import type { Target } from './payload.ts';

/**
 * What a job calls, as its dispatch says it: the resource of the config, and after a colon the operation, event or topic there.
 * It has at most `Limits.targetLength` characters, as dispatch bounds each name.
 */
export function targetText({ resource, operation, event }: Target): string {
  const called = operation ?? event;
  return called === undefined ? resource : `${resource}:${called}`;
}
