import type { Mutation } from './mutation.ts';

/** Breakages of operations on many jobs. */
export const bulkMutations: readonly Mutation[] = [
  {
    name: 'bulk operation without a successor',
    file: 'core/usecases/manage/bulk-jobs.ts',
    find: "  await send({ kind: 'bulk', bulk_id: bulk.id }, SUCCESSOR_AFTER, bulk, ports);\n  const worked = await workAndHandOn(bulk, FIRST_SLICE, ports);\n",
    replace: '  const worked = await workAndHandOn(bulk, FIRST_SLICE, ports);\n',
    why: 'another worker continues a bulk operation whose worker has died',
    by: 'bulk',
  },
  {
    name: 'bulk operation looked after once only',
    file: 'core/usecases/manage/bulk-jobs.ts',
    find: "  if ((worked ?? bulk).status === 'running')\n    await send(",
    replace: '  if (false)\n    await send(',
    why: 'a bulk operation is looked after until it is done',
    by: 'bulk',
  },
  {
    name: 'job refused for lack of capacity passed over',
    file: 'core/usecases/manage/bulk-page.ts',
    find: '  const last = refused ? rows[rows.indexOf(refused) - 1]?.id : end;\n',
    replace: '  const last = end;\n',
    why: 'a job whose change was refused is changed in the next page',
    by: 'bulk',
  },
  {
    name: 'bulk operation not told',
    file: 'core/usecases/manage/bulk-jobs.ts',
    find: 'dry_run ? undefined : bulkRecord(bulk, request, by)',
    replace: 'undefined',
    why: 'the audit trail has one entry of a bulk operation',
    by: 'bulk',
  },
  {
    name: 'part of a bulk operation not told',
    file: 'core/usecases/manage/bulk-page.ts',
    find: '  return caller ? { ...command, asked: { ...caller, bulk_id, ...defined({ reason }) } } : command;\n',
    replace:
      '  return { ...command, ...(false && { asked: { ...caller, bulk_id, ...defined({ reason }) } }) } as Command;\n',
    why: 'the audit trail of a job has what a bulk operation did to it',
    by: 'bulk',
  },
  {
    name: 'part of a bulk operation told by itself',
    file: 'core/usecases/manage/bulk-page.ts',
    find: '{ ...caller, bulk_id, ...defined({ reason }) }',
    replace: '{ ...caller, ...defined({ reason }), ...(bulk_id === null && { bulk_id }) }',
    why: 'a scope has one entry of a bulk operation, and not one for each job',
    by: 'bulk',
  },
];
