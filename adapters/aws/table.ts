/**
 * The one table: keys, indexes and TTL, shared by the construct that makes it and the adapters that use it.
 * Every index projects keys only, so an item is rewritten in an index only when that index's key changes.
 */
export const Table = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Unix seconds; DynamoDB deletes within days after, so reads filter expired items. */
  ttl: 'expires_at',
  indexes: {
    /** Jobs of a product and env in one stored status, newest first; those in any are merged of all. */
    byStatus: { name: 'by_status', partitionKey: 'owner_status', sortKey: 'job_id' },
    /** Sparse: only jobs with a run in flight. */
    byRunning: { name: 'by_running', partitionKey: 'running_owner', sortKey: 'job_id' },
    /** Sparse: only jobs whose last ended run failed. */
    byFailing: { name: 'by_failing', partitionKey: 'failing_owner', sortKey: 'job_id' },
    /** Sparse: jobs to look at, by the moment, should they not have gone on by then. */
    byOverdue: { name: 'by_overdue', partitionKey: 'check_owner', sortKey: 'check_at' },
  },
} as const;
