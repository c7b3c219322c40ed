import type { Issue } from '../../contract/errors.ts';
import type { Checked } from '../../core/validation/check.ts';
import { holdsOperator, identifierFault, type Phase } from './identifier.ts';
import { isMixed, likeFault } from './like.ts';
import { operatorNamed, unknownOperator, type WhereOperator } from './where-operators.ts';

export type Scalar = string | number | boolean;
export type Comparison = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte';

/**
 * What rows must fulfil. As in SQL, null (in DynamoDB also a missing attribute) matches nothing but the null
 * test: `ne` and a negated `among` pass it over too. Text is compared with its case.
 */
export type Condition = { kind: 'group'; by: 'and' | 'or'; of: Condition[] } | FieldCondition;

/** What one field must fulfil. */
export type FieldCondition =
  | ComparisonCondition
  | { kind: 'among'; field: string; values: Scalar[]; negated: boolean }
  | { kind: 'between'; field: string; from: Scalar; to: Scalar }
  | TextCondition
  | { kind: 'null'; field: string; negated: boolean };

export interface ComparisonCondition {
  kind: 'compare';
  field: string;
  by: Comparison;
  value: Scalar;
}

export interface TextCondition {
  kind: 'text';
  field: string;
  by: 'like' | 'contains' | 'startsWith' | 'endsWith';
  text: string;
}

/**
 * Bounds of one `where`: its conditions, those of them that look through a whole text (`$contains`, `$like`), those of
 * these with `%` and `_` both, characters of the text looked for, and values of one `$in`. With them one row of 400 KB,
 * DynamoDB's largest, is held against a `where` in less than 50 ms.
 */
export const WhereLimits = { conditions: 100, scans: 25, mixed: 3, text: 256, values: 1000 } as const;

/** Mistakes after which nothing more is read: a refusal names no more. */
const ISSUES_MAX = 100;

/** Reads a `where` (docs/contract.md, 9); an empty one is not a condition. Paths of issues begin below `where`. */
export function readWhere(where: unknown, phase: Phase): Checked<Condition | undefined> {
  const reader = new Reader(phase);
  const condition = reader.group(where, [], true);
  const { leaves, scans, mixed } = reader;
  const most = (count: number, bound: number, what: string) => {
    if (count > bound) reader.issue([], `at most ${bound} ${what}; got more`);
  };
  most(leaves, WhereLimits.conditions, 'conditions');
  most(scans, WhereLimits.scans, 'conditions with $contains or $like');
  most(mixed, WhereLimits.mixed, 'patterns of $like with both "%" and "_"');
  return reader.issues.length > 0 ? { ok: false, issues: reader.issues } : { ok: true, value: condition };
}

type Path = readonly string[];
type LeafOperator = Exclude<WhereOperator, 'and' | 'or'>;

class Reader {
  readonly issues: Issue[] = [];
  leaves = 0;
  scans = 0;
  mixed = 0;
  readonly #phase: Phase;

  constructor(phase: Phase) {
    this.#phase = phase;
  }

  issue(path: Path, message: string): undefined {
    this.issues.push({ path: path.map((step) => step.slice(0, 130)).join('.'), message });
  }

  /** What is read of each item, until there is so much that all is refused anyway. */
  #each<T>(items: readonly T[], read: (item: T, index: number) => Condition[]): Condition[] {
    const conditions: Condition[] = [];
    for (const [index, item] of items.entries()) {
      if (this.leaves > WhereLimits.conditions || this.issues.length >= ISSUES_MAX) break;
      conditions.push(...read(item, index));
    }
    return conditions;
  }

  /** Fields, `$and` and `$or` of one object, all of which must hold. */
  group(value: unknown, path: Path, mayBeEmpty = false): Condition | undefined {
    if (!isObject(value)) return this.issue(path, `expected an object of conditions, got ${kind(value)}`);
    const entries = Object.entries(value);
    if (entries.length === 0 && !mayBeEmpty) return this.issue(path, 'expected at least one condition');
    return allOf(this.#each(entries, ([key, operand]) => this.#entry(key, operand, [...path, key])));
  }

  #entry(key: string, operand: unknown, path: Path): Condition[] {
    if (key.startsWith('$')) {
      const name = operatorNamed(key);
      if (name !== 'and' && name !== 'or') {
        const message = name
          ? `${key} belongs below a field: {"field": {"${key}": …}}`
          : unknownOperator(key, true);
        this.issue(path, message);
        return [];
      }
      if (!Array.isArray(operand) || operand.length === 0) {
        this.issue(path, `expected a list of at least one condition, got ${kind(operand)}`);
        return [];
      }
      const of = this.#each(operand, (part, index) => {
        const condition = this.group(part, [...path, String(index)]);
        return condition ? [condition] : [];
      });
      return of.length === 0 ? [] : [of.length === 1 && of[0] ? of[0] : { kind: 'group', by: name, of }];
    }
    const fault = identifierFault(key, 'run', 4);
    if (fault) {
      this.issue(path, fault);
      return [];
    }
    return this.#field(key, operand, path);
  }

  #field(field: string, operand: unknown, path: Path): Condition[] {
    if (!isObject(operand)) return this.#leaf(field, 'eq', operand, path);
    const entries = Object.entries(operand);
    if (entries.length === 0) this.issue(path, 'expected a value or at least one operator');
    return this.#each(entries, ([key, value]) => {
      const name = operatorNamed(key);
      if (name && name !== 'and' && name !== 'or') return this.#leaf(field, name, value, [...path, key]);
      this.issue(
        [...path, key],
        name ? `${key} stands beside fields, not below one` : unknownOperator(key, false),
      );
      return [];
    });
  }

  #leaf(field: string, name: LeafOperator, operand: unknown, path: Path): Condition[] {
    this.leaves += 1;
    switch (name) {
      case 'eq':
      case 'ne':
        if (operand === null) return [{ kind: 'null', field, negated: name === 'ne' }];
        return this.#scalar(operand, path, true).map((value) => ({
          kind: 'compare',
          field,
          by: name,
          value,
        }));
      case 'gt':
      case 'gte':
      case 'lt':
      case 'lte':
        return this.#scalar(operand, path, false).map((value) => ({
          kind: 'compare',
          field,
          by: name,
          value,
        }));
      case 'in':
      case 'nin':
        return this.#list(operand, path).map((values) => ({
          kind: 'among',
          field,
          values,
          negated: name === 'nin',
        }));
      case 'between':
        return this.#between(field, operand, path);
      case 'isNull':
      case 'isNotNull':
        if (typeof operand !== 'boolean' && !this.#later(operand)) {
          this.issue(path, `expected true or false, got ${kind(operand)}`);
        }
        return [{ kind: 'null', field, negated: (name === 'isNotNull') === (operand !== false) }];
      case 'like':
      case 'contains':
      case 'startsWith':
      case 'endsWith':
        return this.#text(field, name, operand, path);
    }
  }

  #text(field: string, by: TextCondition['by'], operand: unknown, path: Path): Condition[] {
    if (typeof operand !== 'string' || operand === '') {
      this.issue(path, `expected text of at least one character, got ${kind(operand)}`);
      return [];
    }
    if (by === 'contains' || by === 'like') this.scans += 1;
    if (this.#later(operand)) return [{ kind: 'text', field, by, text: operand }];
    const long = operand.length > WhereLimits.text;
    const fault = long
      ? `expected text of at most ${WhereLimits.text} characters`
      : by === 'like' && likeFault(operand);
    if (fault) this.issue(path, fault);
    else if (by === 'like' && isMixed(operand)) this.mixed += 1;
    return fault ? [] : [{ kind: 'text', field, by, text: operand }];
  }

  #between(field: string, operand: unknown, path: Path): Condition[] {
    if (this.#later(operand)) return [];
    if (!Array.isArray(operand) || operand.length !== 2) {
      const got = Array.isArray(operand) ? `${operand.length}` : kind(operand);
      this.issue(path, `expected a list of two values, [from, to]; got ${got}`);
      return [];
    }
    const [from] = this.#scalar(operand[0], [...path, '0'], false);
    const [to] = this.#scalar(operand[1], [...path, '1'], false);
    return from === undefined || to === undefined ? [] : [{ kind: 'between', field, from, to }];
  }

  #list(operand: unknown, path: Path): Scalar[][] {
    if (this.#later(operand)) return [];
    if (!Array.isArray(operand) || operand.length === 0 || operand.length > WhereLimits.values) {
      const got = Array.isArray(operand) ? `${operand.length}` : kind(operand);
      this.issue(path, `expected a list of 1 to ${WhereLimits.values} values; got ${got}`);
      return [];
    }
    return [operand.flatMap((value, index) => this.#scalar(value, [...path, String(index)], true))];
  }

  /** The operand in a list of its own, or none and an issue. */
  #scalar(value: unknown, path: Path, booleans: boolean): Scalar[] {
    if (typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))) return [value];
    if (booleans && typeof value === 'boolean') return [value];
    const hint = value === null ? '; test it with {"$isNull": true}' : '';
    this.issue(path, `expected text${booleans ? ', a boolean' : ''} or a number, got ${kind(value)}${hint}`);
    return [];
  }

  #later(operand: unknown): boolean {
    return this.#phase === 'dispatch' && holdsOperator(operand);
  }
}

function allOf(of: Condition[]): Condition | undefined {
  return of.length > 1 ? { kind: 'group', by: 'and', of } : of[0];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kind(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value === 'number' ? String(value) : typeof value;
}
