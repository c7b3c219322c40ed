import type { StorageOperations } from '../../contract/dispatch.ts';

/** What a storage provider opens for one attempt: each operation, given its checked input. */
export interface ObjectStore {
  /** Bytes a file's name may take. */
  room: number;
  operations: { [Op in keyof StorageOperations]: (input: StorageOperations[Op]) => Promise<unknown> };
}
