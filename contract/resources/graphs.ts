import type { GRAPH_OPERATIONS } from '../dispatch.ts';

/** A named action; a dispatch's input fills or overrides its own. */
export interface GraphAction {
  operation: (typeof GRAPH_OPERATIONS)[number];
  input?: Record<string, unknown>;
}

type Actions = Record<string, GraphAction>;

/** Neo4j, or another graph database that speaks Bolt, such as Memgraph. */
export interface BoltGraph {
  provider: 'neo4j';
  /** `bolt(+s)://host:port` or `neo4j(+s)://host:port`. */
  url: string;
  username?: string;
  password?: string;
  database?: string;
  /** Connections kept per execution environment; default 2. */
  poolSize?: number;
  events?: Actions;
}

/** Amazon Neptune by openCypher over HTTPS, with IAM authentication. */
export interface NeptuneGraph {
  provider: 'neptune';
  /** `https://host:8182` of the cluster. */
  endpoint: string;
  region: string;
  /** `arn:aws:neptune-db:region:account:cluster-resource-id/database`, which permissions are given on. */
  databaseArn: string;
  events?: Actions;
}
