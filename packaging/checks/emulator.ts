import { equal } from 'node:assert/strict';
import { nodes } from '../nodes.ts';
import { type Tarballs, tarballsOf } from '../pack.ts';
import { Project } from '../project.ts';

const PROGRAM = `
  import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
  import { startScheduler } from '@ductape-scheduler/eventbridge-scheduler';
  const fired = Promise.withResolvers();
  const server = await startScheduler({ port: 0, deliver: async (delivery) => fired.resolve(delivery) });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new SchedulerClient({ endpoint: server.url, region: 'us-east-1', credentials });
  await client.send(new CreateScheduleCommand({
    Name: 'once',
    ScheduleExpression: 'at(' + new Date(Date.now() + 2000).toISOString().slice(0, 19) + ')',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: 'arn:aws:sqs:us-east-1:000000000000:orders',
      RoleArn: 'arn:aws:iam::000000000000:role/fire',
      Input: 'hello',
    },
  }));
  await fired.promise;
  console.log(server.firedCount() <= 1 ? 'fired' : 'too often');
  await server.stop();
  client.destroy();`;

/** The emulator of EventBridge Scheduler alone fires what the SDK creates. */
export async function checkEmulator(tarballs: Tarballs): Promise<void> {
  const project = new Project('emulator');
  await project.install(...tarballsOf(tarballs, 'eventbridge-scheduler'));
  const { packages, bytes } = project.size();
  equal(packages, 1);
  console.log(
    `The emulator of EventBridge Scheduler installed: ${Math.round(bytes / 1000)} KB, no dependency.`,
  );
  await project.install('@aws-sdk/client-scheduler@3.1169.0');
  project.write({ 'fire.mjs': PROGRAM });
  for (const { version, path } of await nodes()) {
    equal((await project.run(path, ['--no-warnings', 'fire.mjs'])).trim(), 'fired');
    console.log(`The emulator fires on Node ${version} what the SDK creates.`);
  }
}
