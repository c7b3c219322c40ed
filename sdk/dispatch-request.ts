import type { Dispatches, Envelope } from '../contract/dispatch.ts';
import type { Namespace } from '../contract/namespaces.ts';

/** Fields of the envelope that a client can hold for all its dispatches. */
export type DefaultField = 'product' | 'env';

/** The default fields that options of type `Options` are sure to hold. */
export type DefaultsIn<Options> = {
  [Field in DefaultField]: Options extends Record<Field, string> ? Field : never;
}[DefaultField];

/** What `dispatch()` of a namespace takes on a client made with `Options`: what is set there may be left out. */
export type DispatchRequest<N extends Namespace, Options> = WithOptional<Dispatches[N], DefaultsIn<Options>>;

/** Distributes over unions, which a plain `Omit` would flatten. */
type WithOptional<T extends Envelope, Field extends DefaultField> = T extends unknown
  ? Omit<T, Field> & Partial<Pick<T, Field>>
  : never;
