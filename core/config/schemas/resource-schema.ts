import type { z } from 'zod';
import type { Resource } from '../../../contract/config.ts';
import type { FunctionResource } from '../../../contract/resources/shared.ts';

/**
 * The schema of one provider's resources, as it was given: it compiles only where it says field for field what the type says.
 * Optional fields are `exactOptional()`, as the type has them.
 */
export function schemaOf<R extends Resource | FunctionResource>() {
  return <S extends z.ZodType>(schema: S & Agreement<z.output<S>, R>): S => schema;
}

/** Nothing more to ask for where both types are one; else what no schema has, so that the compiler says why. */
type Agreement<Schema, Type> = [Shape<Schema>, Shape<Type>] extends [Shape<Type>, Shape<Schema>]
  ? unknown
  : { 'the schema and the type of the resource differ': Type };

/**
 * A type with its optional fields told apart from those that must be there: of two types with and without an optional field each
 * is assignable to the other, of their shapes neither is.
 */
type Shape<T> = unknown extends T
  ? 'anything'
  : T extends readonly (infer Item)[]
    ? { items: Shape<Item> }
    : T extends object
      ? { [K in keyof T]-?: object extends Pick<T, K> ? { may: Shape<T[K]> } : { must: Shape<T[K]> } }
      : T;
