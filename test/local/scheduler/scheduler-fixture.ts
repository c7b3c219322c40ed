import { CreateScheduleCommand, type CreateScheduleInput, SchedulerClient } from '@aws-sdk/client-scheduler';
import type { Delivery } from '../../../local/scheduler/delivery.ts';
import {
  type SchedulerHandle,
  type SchedulerOptions,
  startScheduler,
} from '../../../local/scheduler/start-scheduler.ts';

/** A queue and a role that are not checked. */
export const TARGET = {
  Arn: 'arn:aws:sqs:us-east-1:000000000000:wake-ups',
  RoleArn: 'arn:aws:iam::000000000000:role/scheduler',
};

/** A server on a free port, the real SDK's client for it, and what it delivered. */
export interface SchedulerFixture extends AsyncDisposable {
  readonly server: SchedulerHandle;
  readonly client: SchedulerClient;
  readonly delivered: Delivery[];
  create(name: string, expression: string, more?: Partial<CreateScheduleInput>): Promise<string | undefined>;
}

/** Starts one; it stops when its scope ends. */
export async function startFixture(options: Partial<SchedulerOptions> = {}): Promise<SchedulerFixture> {
  const delivered: Delivery[] = [];
  const deliver = async (delivery: Delivery) => void delivered.push(delivery);
  const server = await startScheduler({ port: 0, deliver, ...options });
  const client = new SchedulerClient({
    endpoint: server.url,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return {
    server,
    client,
    delivered,
    async create(name, expression, more = {}) {
      const command = new CreateScheduleCommand({
        Name: name,
        ScheduleExpression: expression,
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { ...TARGET, Input: name },
        ...more,
      });
      return (await client.send(command)).ScheduleArn;
    },
    async [Symbol.asyncDispose]() {
      client.destroy();
      await server.stop();
    },
  };
}

/** `at(…)` for an instant. */
export function at(instant: number): string {
  return `at(${new Date(instant).toISOString().slice(0, 19)})`;
}
