import { nearestName } from '../../core/validation/nearest-name.ts';

const NAMES = [
  'and',
  'or',
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'nin',
  'like',
  'isNull',
  'isNotNull',
  'between',
  'contains',
  'startsWith',
  'endsWith',
] as const;

/** An operator of `where`, without its `$`. */
export type WhereOperator = (typeof NAMES)[number];

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** Every accepted spelling: `$isNull`, `$ISNULL`, `$IS_NULL`; `$NOT_IN` is another name of `$nin`. */
const SPELLINGS = new Map<string, WhereOperator>([
  ...NAMES.flatMap((name) =>
    [name, name.toUpperCase(), snake(name)].map((spelling) => [`$${spelling}`, name] as const),
  ),
  ['$NOT_IN', 'nin'],
  ['$notIn', 'nin'],
]);

/** The operator that a key such as `$gt` or `$NOT_IN` stands for, if it is one. */
export function operatorNamed(key: string): WhereOperator | undefined {
  return SPELLINGS.get(key);
}

/** `unknown operator "$gtt"; did you mean "$gt"?` */
export function unknownOperator(key: string, grouping: boolean): string {
  const known = NAMES.filter((name) => grouping === (name === 'and' || name === 'or')).map(
    (name) => `$${name}`,
  );
  const bare = key.startsWith('$') ? key : `$${key}`;
  const near = nearestName(
    bare.replaceAll('_', ''),
    NAMES.map((name) => `$${name}`),
  );
  const hint = near ? `did you mean "${near}"?` : `known: ${known.join(', ')}`;
  return `unknown operator "${key.slice(0, 100)}"; ${hint}`;
}
