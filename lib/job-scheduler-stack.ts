import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Imports, importedProps } from './imports.ts';
import { JobScheduler } from './job-scheduler.ts';
import type { JobSchedulerProps } from './job-scheduler-props.ts';
import { OptionalOutput, type Output } from './outputs.ts';

export interface JobSchedulerStackProps extends JobSchedulerProps, StackProps {
  /** What is used by its id or ARN in place of a construct. */
  imports?: Imports;
}

/** A job scheduler as a stack of its own. */
export class JobSchedulerStack extends Stack {
  readonly scheduler: JobScheduler;

  constructor(scope: Construct, id: string, { imports = {}, ...props }: JobSchedulerStackProps) {
    // Indented, a template of many products would outgrow the 1 MB that CloudFormation takes.
    super(scope, id, { suppressTemplateIndentation: true, ...props });
    this.scheduler = new JobScheduler(this, 'Jobs', {
      serviceName: this.stackName,
      ...props,
      ...importedProps(this, imports),
    });
    const { api, table, queue, deadLetterQueue, schedules, webhooks, dashboard, dispatchUrl } =
      this.scheduler;
    const outputs: Record<(typeof Output)[keyof typeof Output], string> = {
      ApiUrl: api.url,
      ApiId: api.api.apiId,
      DispatchFunctionName: this.scheduler.dispatchFunction.functionName,
      ExecutorFunctionName: this.scheduler.executorFunction.functionName,
      DeadLetterFunctionName: this.scheduler.deadLetterFunction.functionName,
      WebhooksFunctionName: this.scheduler.webhooksFunction.functionName,
      ProjectorFunctionName: this.scheduler.projector.function.functionName,
      TableName: table.tableName,
      WakeUpQueueUrl: queue.queueUrl,
      DeadLetterQueueUrl: deadLetterQueue.queueUrl,
      WebhookQueueUrl: webhooks.queue.queueUrl,
      WebhookDeadLetterQueueUrl: webhooks.deadLetterQueue.queueUrl,
      ProjectorDeadLetterQueueUrl: this.scheduler.projector.deadLetterQueue.queueUrl,
      ScheduleGroupName: schedules.group.scheduleGroupName,
      DashboardName: dashboard.dashboardName,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
    if (dispatchUrl) new CfnOutput(this, OptionalOutput.dispatchUrl, { value: dispatchUrl.url });
  }
}
