import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../contract/job.ts';
import type { Cloud } from '../local/cloud.ts';
import type { Ductape } from '../sdk/index.ts';
import type { Targets } from './targets.ts';

/** What an example works with. */
export interface Scene {
  ductape: Ductape<{ endpoint: string; product: 'shop'; env: 'dev' }>;
  cloud: Cloud;
  targets: Targets;
  /** Settings for AWS clients that look at the effects. */
  aws: { region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
}

/** One namespace at work: dispatches a job and shows its effect from outside. */
export type Example = (scene: Scene) => Promise<string>;

const LONGEST_WAIT = 30_000;

/** Waits until a job is completed. @throws Error when it failed, or after 30 s */
export async function completed({ jobs }: Pick<Ductape, 'jobs'>, jobId: string): Promise<Job> {
  const end = Date.now() + LONGEST_WAIT;
  for (;;) {
    const job = await jobs.get(jobId);
    if (job.status === 'completed') return job;
    if (job.status === 'failed') throw new Error(`${job.last_error?.code}: ${job.last_error?.message}`);
    if (Date.now() > end) throw new Error(`${jobId} is still ${job.status}`);
    await sleep(100);
  }
}

/** Checks what an example shows. @throws Error saying what came instead */
export function expectThat(what: string, holds: boolean, came: unknown): void {
  if (!holds) throw new Error(`expected ${what}, got ${JSON.stringify(came)}`);
}
