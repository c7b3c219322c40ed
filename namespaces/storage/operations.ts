import { z } from 'zod';
import type { StorageOperations } from '../../contract/dispatch.ts';
import { operatorOr } from '../../core/input/operators/parse.ts';
import { fileName, namePrefix, roomBelow } from './file-name.ts';
import { glob } from './glob.ts';

/** The name of an operation of an object store. */
export type Operation = keyof StorageOperations;

type Inputs = { [Op in Operation]: z.ZodType<StorageOperations[Op]> };
type Late = <T extends z.ZodType>(schema: T) => T;

/** Whether an object store has an operation of that name. */
export function isOperation(name: unknown): name is Operation {
  return OPERATIONS.some((operation) => operation === name);
}

/** Longest life of a signed URL, seconds (AWS: Signature Version 4 query parameters, `X-Amz-Expires`). */
const SIGNED_URL_SECONDS = 604_800;

const MIME_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(;[\x20-\x7e]*)?$/;

/**
 * What each operation takes when a job is dispatched: every value may still be an operator.
 * Only the issues are of use, since an operator has no value yet. `room` is what a name may take, bytes.
 */
export function inputsAtDispatch(room: number): Inputs {
  return inputs(room, (schema) => operatorOr(schema) as unknown as typeof schema);
}

/** What each operation takes when it runs; a number that an operator left where a text belongs is its text. */
export function inputsAtRun(room: number): Inputs {
  return inputs(room, (schema) =>
    schema instanceof z.ZodString ? (z.preprocess(asText, schema) as unknown as typeof schema) : schema,
  );
}

function inputs(room: number, late: Late): Inputs {
  const file = late(fileName(room));
  const prefix = late(namePrefix(room)).exactOptional();
  const mimeType = z.string().max(255).regex(MIME_TYPE, 'expected a MIME type such as text/csv');
  return {
    upload: z.strictObject({
      fileName: file,
      buffer: late(z.union([z.base64('expected base64'), z.strictObject({ text: late(z.string()) })])),
      mimeType: late(mimeType).exactOptional(),
    }),
    download: z.strictObject({ fileName: file }),
    remove: z.strictObject({ fileName: file }),
    copy: z.strictObject({ from: file, to: file }),
    listFiles: z.strictObject({
      prefix,
      limit: late(z.int().min(1).max(1000)).exactOptional(),
      continuationToken: late(z.string().min(1).max(4096)).exactOptional(),
    }),
    getSignedUrl: z.strictObject({
      fileName: file,
      expiresIn: late(z.int().min(1).max(SIGNED_URL_SECONDS)).exactOptional(),
      action: late(z.enum(['read', 'write'])).exactOptional(),
    }),
    stats: z.strictObject({ prefix }),
    cleanup: z.strictObject({
      prefix,
      patterns: late(z.array(late(glob)).min(1).max(100)),
      olderThanHours: late(z.number().min(0)),
    }),
  };
}

const asText = (value: unknown) => (typeof value === 'number' ? String(value) : value);

/** What each operation takes at dispatch where nothing is known of the store yet. */
export const INPUTS = inputsAtDispatch(roomBelow());

/** All operations of an object store. */
export const OPERATIONS = Object.keys(INPUTS) as Operation[];

/** What a storage provider opens for one attempt: each operation, given its checked input. */
export interface ObjectStore {
  /** Bytes a file's name may take. */
  room: number;
  operations: { [Op in keyof StorageOperations]: (input: StorageOperations[Op]) => Promise<unknown> };
}
