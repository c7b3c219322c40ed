import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import { defined } from '../contract/plain-data.ts';

/** Lines without what each of a function would say again: its name, ARN, memory and service stand in the name of its log group. */
class Lines extends LogFormatter {
  override formatAttributes(of: UnformattedAttributes, additional: LogAttributes): LogItem {
    const { logLevel: level, message, timestamp, lambdaContext: context, xRayTraceId: xray_trace_id } = of;
    const attributes = {
      level,
      message,
      timestamp: this.formatTimestamp(timestamp),
      ...defined({ request_id: context?.awsRequestId, xray_trace_id }),
      ...(context?.coldStart && { cold_start: true }),
    };
    return new LogItem({ attributes }).addAttributes(additional);
  }
}

/** The log of a function: a line of JSON for each thing that happened. */
export const createLogger = () => new Logger({ logFormatter: new Lines() });
