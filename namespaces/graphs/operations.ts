import { z } from 'zod';
import type { GRAPH_OPERATIONS } from '../../contract/dispatch.ts';
import { operatorOr } from '../../core/validation/operator-or.ts';

const values = operatorOr(z.looseObject({}));
/** Which nodes or relationships; where something is deleted, an empty one would mean all of them. */
const where = values;
const someWhere = operatorOr(
  z.looseObject({}).refine((conditions) => Object.keys(conditions).length > 0, {
    message: 'must hold at least one condition',
  }),
);
const name = z.string().min(1).max(256);
const labels = operatorOr(z.array(name).min(1));
const id = z.union([z.string().min(1), z.number()]);
const page = {
  limit: operatorOr(z.int().min(1)).optional(),
  skip: operatorOr(z.int().min(0)).optional(),
};
const ends = { startNodeId: id, endNodeId: id };

/** Either `id` alone, or all of `others`. */
function idOr(others: readonly string[]) {
  return (input: Record<string, unknown>) => {
    const given = others.filter((field) => input[field] !== undefined).length;
    return given === (input['id'] === undefined ? others.length : 0);
  };
}

/** The input of each operation (contract: §6). */
export const operationInputs: Record<(typeof GRAPH_OPERATIONS)[number], z.ZodType> = {
  createNode: z.strictObject({ labels, properties: values }),
  findNodes: z.strictObject({ labels: labels.optional(), where: where.optional(), ...page }),
  findNodeById: z.strictObject({ id }),
  updateNode: z.strictObject({ id, properties: values }),
  deleteNode: z
    .strictObject({
      id: id.optional(),
      labels: labels.optional(),
      where: someWhere.optional(),
      detach: operatorOr(z.boolean()).optional(),
    })
    .refine(idOr(['labels', 'where']), { message: 'expected either id, or labels and where' }),
  deleteNodes: z.strictObject({ filter: someWhere }),
  mergeNode: z.strictObject({
    labels,
    matchProperties: values,
    onCreate: values.optional(),
    onMatch: values.optional(),
  }),
  createRelationship: z.strictObject({ type: name, ...ends, properties: values.optional() }),
  findRelationships: z.strictObject({
    type: name.optional(),
    startNodeId: id.optional(),
    endNodeId: id.optional(),
    direction: operatorOr(z.enum(['OUTGOING', 'INCOMING', 'BOTH'])).optional(),
    where: where.optional(),
    ...page,
  }),
  deleteRelationship: z
    .strictObject({
      id: id.optional(),
      type: name.optional(),
      startNodeId: id.optional(),
      endNodeId: id.optional(),
    })
    .refine(idOr(['type', 'startNodeId', 'endNodeId']), {
      message: 'expected either id, or type, startNodeId and endNodeId',
    }),
  mergeRelationship: z.strictObject({
    type: name,
    ...ends,
    matchProperties: values.optional(),
    onCreate: values.optional(),
    onMatch: values.optional(),
  }),
  query: z.strictObject({ query: z.string().min(1), params: values.optional() }),
};
