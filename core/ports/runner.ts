import type { Outcome } from '../jobs/finish.ts';
import type { Payload } from '../jobs/payload.ts';
import type { JobRow, RunInFlight } from '../jobs/row.ts';

/** Does one attempt within the job's timeout and says how it ended; never throws. */
export type Runner = (row: JobRow, payload: Payload, run: RunInFlight) => Promise<Outcome>;
