import type { RunFailure } from '../../contract/errors.ts';
import type { AttemptError } from '../../contract/job.ts';
import type { Shape } from '../../core/formats/shape.ts';
import type { Short } from './schedule-shape.ts';

/** What a run failed with. */
export const FAILURE: Shape = { names: { code: 'c', message: 'm', stack: 's' } satisfies Short<RunFailure> };

/** What an attempt failed with. */
export const ATTEMPT_ERROR: Shape = {
  names: {
    attempt: 'a',
    started_at: 's',
    at: 't',
    code: 'c',
    message: 'm',
    delay_ms: 'd',
  } satisfies Short<AttemptError>,
  defaults: { attempt: 1 },
};
