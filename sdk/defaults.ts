/** Fields of the envelope that a client can hold for all its dispatches. */
export type DefaultField = 'product' | 'env';

/** The default fields that options of type `Options` are sure to hold. */
export type DefaultsIn<Options> = {
  [Field in DefaultField]: Options extends Record<Field, string> ? Field : never;
}[DefaultField];

/** `T` whose fields may be left out. Distributes over unions, which a plain `Omit` would flatten. */
export type WithOptional<T, Field extends PropertyKey> = T extends unknown
  ? Omit<T, Field> & Partial<Pick<T, Field & keyof T>>
  : never;
