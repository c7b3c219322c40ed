/** An error of the Lambda service itself (not of a function), named as AWS names it, with the HTTP status AWS gives it. */
export class LambdaServiceError extends Error {
  readonly code: string;
  readonly statusCode: number;

  constructor(code: string, statusCode: number, message: string) {
    super(message);
    this.name = 'LambdaServiceError';
    this.code = code;
    this.statusCode = statusCode;
  }
}

/** The JSON in which Lambda tells a caller why a function failed. */
export function failurePayload(errorType: string, errorMessage: string): Buffer {
  return Buffer.from(JSON.stringify({ errorType, errorMessage }));
}
