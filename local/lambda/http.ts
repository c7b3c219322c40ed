import type { IncomingMessage } from 'node:http';

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

/** Reads a request's body; `undefined` when it is longer than `limit` bytes (the rest is then read and thrown away). */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size <= limit ? Buffer.concat(chunks) : undefined;
}
