import type { Outcome } from '../jobs/finish.ts';
import type { Payload } from '../jobs/payload.ts';
import type { JobRow } from '../jobs/row.ts';
import type { RunningRun } from '../jobs/run-in-flight.ts';

/** Does one attempt within the job's timeout and says how it ended; never throws. */
export type Runner = (row: JobRow, payload: Payload, run: RunningRun) => Promise<Outcome>;
