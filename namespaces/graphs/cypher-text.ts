import { defined } from '../../contract/plain-data.ts';

/** A query with its parameters, and what its rows are. */
export interface CypherQuery {
  text: string;
  params: Record<string, unknown>;
  reads: 'nodes' | 'relationships' | 'deleted' | 'rows';
  /** What NOT_FOUND says when it returns no row; without it none is as good as some. */
  absent?: string;
}

/** What graph databases write differently. */
export interface CypherDialect {
  /** The expression for the id of a node or relationship, which is text. */
  idOf(variable: string): string;
  /** The expression for its number, where it has one too. */
  numberOf?(variable: string): string;
}

/** A query in the making: its clauses, and the parameters its values became. */
export class CypherText {
  private readonly clauses: string[] = [];
  private readonly params: Record<string, unknown> = {};
  private readonly dialect: CypherDialect;
  private reads: CypherQuery['reads'] = 'rows';
  private absent: string | undefined;

  constructor(dialect: CypherDialect) {
    this.dialect = dialect;
  }

  add(...clauses: string[]): this {
    this.clauses.push(...clauses.filter((clause) => clause !== ''));
    return this;
  }

  /** A value as a parameter. */
  bind(value: unknown): string {
    const name = `p${Object.keys(this.params).length}`;
    this.params[name] = value;
    return `$${name}`;
  }

  /** A name between back-ticks, one within it doubled. */
  quote(name: string): string {
    return `\`${name.replaceAll('`', '``')}\``;
  }

  labels(labels: readonly string[] = []): string {
    return labels.map((label) => `:${this.quote(label)}`).join('');
  }

  map(properties: Record<string, unknown>): string {
    const pairs = Object.entries(properties).map(
      ([name, value]) => `${this.quote(name)}: ${this.bind(value)}`,
    );
    return pairs.length > 0 ? ` {${pairs.join(', ')}}` : '';
  }

  /** @param when `ON CREATE ` or `ON MATCH ` */
  set(variable: string, properties: Record<string, unknown>, when = ''): string {
    const items = Object.entries(properties).map(
      ([name, value]) => `${variable}.${this.quote(name)} = ${this.bind(value)}`,
    );
    return items.length > 0 ? `${when}SET ${items.join(', ')}` : '';
  }

  hasId(variable: string, id: string | number): string {
    if (typeof id === 'number' && this.dialect.numberOf) {
      return `${this.dialect.numberOf(variable)} = ${this.bind(id)}`;
    }
    return `${this.dialect.idOf(variable)} = ${this.bind(String(id))}`;
  }

  /** @param message what NOT_FOUND says when the query returns nothing */
  expectRow(message: string): this {
    this.absent = message;
    return this;
  }

  returnNodes(skip?: number, limit?: number): void {
    this.reads = 'nodes';
    this.add(`RETURN ${this.dialect.idOf('n')} AS id, labels(n) AS labels, properties(n) AS properties`);
    this.page(skip, limit);
  }

  /** @param ends the expressions for the nodes it leads from and to */
  returnRelationships(ends: readonly [string, string], skip?: number, limit?: number): void {
    this.reads = 'relationships';
    const ids = ends.map((end) => this.dialect.idOf(end));
    this.add(
      `RETURN ${this.dialect.idOf('r')} AS id, type(r) AS type, ${ids[0]} AS startNodeId, ${ids[1]} AS endNodeId, properties(r) AS properties`,
    );
    this.page(skip, limit);
  }

  returnDeleted(variable: string): void {
    this.reads = 'deleted';
    this.add(`RETURN count(${variable}) AS deleted`);
  }

  done(): CypherQuery {
    const { params, reads, absent } = this;
    return { text: this.clauses.join(' '), params, reads, ...defined({ absent }) };
  }

  /**
   * Whole numbers that were checked; some engines take no parameter here. Pages need an order to be parts of one
   * whole, which costs a sort: only `skip` asks for it.
   */
  private page(skip?: number, limit?: number): void {
    if (skip !== undefined) this.add(`ORDER BY id SKIP ${Math.trunc(skip)}`);
    if (limit !== undefined) this.add(`LIMIT ${Math.trunc(limit)}`);
  }
}
