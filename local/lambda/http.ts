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

/** A client hears of a refusal when it has sent all, so what is too long is read on and thrown away, up to this many times the limit. */
const READ_ON = 2;

/** Reads a request's body; `undefined` when it is longer than `limit` bytes. The request is not complete then where more is to come. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  return await new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) return void chunks.push(chunk);
      chunks.length = 0;
      if (size <= READ_ON * limit) return;
      request.pause();
      request.removeAllListeners('data');
      resolve(undefined);
    });
    request.on('end', () => resolve(size <= limit ? Buffer.concat(chunks) : undefined));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the request was broken off')));
  });
}
