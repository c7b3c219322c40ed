import { defineJob } from '../../sdk/index.ts';

/** What a job of one's own looks like: what it returns is the result of the run. */
export default defineJob<{ to: string }, { sent: string; at: string }>(async (input, run) => {
  run.log.info('sending', { to: input.to });
  return { sent: input.to, at: new Date(run.occurrence).toISOString() };
});
