const STATUS = {
  ValidationException: 400,
  SerializationException: 400,
  ServiceQuotaExceededException: 402,
  ResourceNotFoundException: 404,
  UnknownOperationException: 404,
  ConflictException: 409,
  RequestEntityTooLargeException: 413,
  ThrottlingException: 429,
  InternalServerException: 500,
} as const;

/** The name an error carries in the header `x-amzn-errortype`. */
export type SchedulerErrorCode = keyof typeof STATUS;

/** A refusal as the service words it: `code` is the AWS error name, `status` its HTTP status. */
export class SchedulerError extends Error {
  readonly code: SchedulerErrorCode;
  readonly status: number;

  constructor(code: SchedulerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = code;
    this.code = code;
    this.status = STATUS[code];
  }
}
