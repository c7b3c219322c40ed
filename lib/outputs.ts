/** The stack's outputs by their logical ids; each value refers to the resource that is meant. */
export const Output = {
  apiUrl: 'ApiUrl',
  apiId: 'ApiId',
  dispatchFunction: 'DispatchFunctionName',
  executorFunction: 'ExecutorFunctionName',
  deadLetterFunction: 'DeadLetterFunctionName',
  webhooksFunction: 'WebhooksFunctionName',
  projectorFunction: 'ProjectorFunctionName',
  table: 'TableName',
  queue: 'WakeUpQueueUrl',
  deadLetterQueue: 'DeadLetterQueueUrl',
  webhookQueue: 'WebhookQueueUrl',
  webhookDeadLetterQueue: 'WebhookDeadLetterQueueUrl',
  projectorDeadLetterQueue: 'ProjectorDeadLetterQueueUrl',
  scheduleGroup: 'ScheduleGroupName',
  dashboard: 'DashboardName',
} as const;

/** The same where the stack has what they name: the URL of the dispatch function (`functionUrl`). */
export const OptionalOutput = { dispatchUrl: 'DispatchUrl' } as const;
