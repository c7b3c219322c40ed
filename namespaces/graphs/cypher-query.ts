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
