import { ErrorCode } from '../../contract/errors.ts';
import type { S3Storage } from '../../contract/resources/storage.ts';
import { RunError } from '../../core/errors/run-error.ts';
import type { NamespaceRun, RunContext } from '../../core/ports/namespace.ts';
import { check } from '../../core/validation/check.ts';
import { asSentence } from '../../core/validation/nearest-name.ts';
import { loadProvider } from '../shared/provider-table.ts';
import { unknownOperation } from '../shared/target.ts';
import { inputsAtRun, isOperation, type ObjectStore, OPERATIONS, type Operation } from './operations.ts';

/** Opens the store of a storage. */
type Open = (storage: S3Storage, context: RunContext) => Promise<ObjectStore>;

/** How each provider opens its store. */
const PROVIDERS = { s3: async () => (await import('./s3/run.ts')).openS3 };

/** Does one operation on files of the storage; its result is described at the operation. */
export const run: NamespaceRun = async ({ resource, target, input }, context) => {
  const { resource: storage, run: open } = await loadProvider<S3Storage, Open>(
    PROVIDERS,
    resource,
    'storage',
  );
  const { operation } = target;
  if (!isOperation(operation))
    throw new RunError(ErrorCode.NotFound, unknownOperation(target, storage, OPERATIONS));
  return await perform(await open(storage, context), operation, input);
};

function perform<Op extends Operation>(store: ObjectStore, operation: Op, input: unknown): Promise<unknown> {
  const checked = check(inputsAtRun(store.room)[operation], input, ['input']);
  if (checked.ok) return store.operations[operation](checked.value);
  const issues = checked.issues.map(({ path, message }) => `${path}: ${message}`);
  throw new RunError(
    ErrorCode.Validation,
    asSentence(`The input does not fit ${operation}: ${issues.join('; ')}`),
  );
}
