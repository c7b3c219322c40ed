/** The seven namespaces a job can be dispatched to, by their names on the wire. */
export const NAMESPACES = [
  'actions',
  'workflows',
  'notifications',
  'storage',
  'events',
  'database',
  'graphs',
] as const;

/** One of the seven namespaces. */
export type Namespace = (typeof NAMESPACES)[number];

/** The field of a dispatch that names the resource it reaches, per namespace. */
export const RESOURCE_FIELD = {
  actions: 'app',
  workflows: 'workflow',
  notifications: 'notification',
  storage: 'storage',
  events: 'broker',
  database: 'database',
  graphs: 'graph',
} as const satisfies Record<Namespace, string>;
