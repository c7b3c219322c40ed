import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import type { NamespaceRun } from '../../core/ports/namespace-run.ts';
import { check } from '../../core/validation/check.ts';
import { asSentence } from '../../core/validation/nearest-name.ts';
import { unknownOperation } from '../shared/unknown-operation.ts';
import type { ObjectStore } from './object-store.ts';
import { inputsAtRun, isOperation, OPERATIONS, type Operation } from './operations.ts';

/** Does one operation on files of the storage; its result is described at the operation. */
export const run: NamespaceRun = async ({ resource, target, input }, context) => {
  switch (resource.provider) {
    case 's3': {
      const { operation } = target;
      if (!isOperation(operation))
        throw new RunError(ErrorCode.NotFound, unknownOperation(target, resource, OPERATIONS));
      const { openS3 } = await import('./s3/run.ts');
      return await perform(await openS3(resource, context), operation, input);
    }
    default:
      throw new RunError(ErrorCode.Validation, `Storage has no provider "${resource.provider}".`);
  }
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
