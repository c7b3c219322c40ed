import type { Namespace } from '../contract/namespaces.ts';
import type { NamespaceInput } from '../core/ports/namespace.ts';
import { input as actions } from './actions/input.ts';
import { input as database } from './database/input.ts';
import { input as events } from './events/input.ts';
import { input as graphs } from './graphs/input.ts';
import { input as notifications } from './notifications/input.ts';
import { input as storage } from './storage/input.ts';
import { input as workflows } from './workflows/input.ts';

/** The half of every namespace that the dispatch Lambda bundles; none of them loads a client or an SDK. */
export const inputs: Record<Namespace, NamespaceInput> = {
  actions,
  workflows,
  notifications,
  storage,
  events,
  database,
  graphs,
};
