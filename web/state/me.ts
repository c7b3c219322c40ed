import { computed, signal } from '@preact/signals';
import type { Me } from '../../contract/me.ts';
import { refused } from '../api/client.ts';

/** What the API said last of the caller and of itself; undefined before it did. */
export const me = signal<Me | undefined>(undefined);

/** Why nothing can be changed from here; undefined where something may be, or it is not known that nothing may. */
export const readOnly = computed(() => {
  if (me.value?.may.write === false) return 'You may look, but not change anything: your token says so.';
  return refused.value ? 'You may look, but not change anything: the API refused a change.' : undefined;
});
