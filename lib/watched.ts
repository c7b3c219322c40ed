import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';

/** What the alarms and the dashboard look at. */
export interface Watched {
  serviceName: string;
  api: HttpApi;
  dispatch: IFunction;
  executor: IFunction;
  deadLetter: IFunction;
  webhooks: IFunction;
  projector: IFunction;
  projectorDeadLetterQueue: Queue;
  table: ITable;
  schedules: ScheduleGroup;
  queue: Queue;
  slowQueue: Queue;
  aloneQueue: Queue;
  bulkQueue: Queue;
  deadLetterQueue: Queue;
  webhookQueue: Queue;
  webhookDeadLetterQueue: Queue;
}
