import type { HttpApp, HttpEvent } from '../../../contract/resources/actions.ts';
import type { Target } from '../../../core/jobs/payload.ts';
import { unknownName } from '../../../core/validation/nearest-name.ts';

/** The event of `app` that `target` names, or a sentence that says what is known instead. */
export function eventOf(
  app: HttpApp,
  target: Target,
): { ok: true; value: HttpEvent } | { ok: false; message: string } {
  const name = target.event ?? '';
  const event = Object.hasOwn(app.events, name) ? app.events[name] : undefined;
  if (event) return { ok: true, value: event };
  return {
    ok: false,
    message: `app "${target.resource}": ${unknownName('event', name, Object.keys(app.events))}`,
  };
}
