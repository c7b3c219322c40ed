import { ConflictException, CreateScheduleGroupCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { LOCAL, LOCAL_CREDENTIALS } from './names.ts';

/** Creates the schedule groups that are not there yet. */
export async function createGroups(endpoint: string, groups: readonly string[]): Promise<void> {
  const client = new SchedulerClient({ endpoint, region: LOCAL.region, credentials: LOCAL_CREDENTIALS });
  for (const Name of groups) {
    try {
      await client.send(new CreateScheduleGroupCommand({ Name }));
    } catch (error) {
      if (!(error instanceof ConflictException)) throw error;
    }
  }
  client.destroy();
}
