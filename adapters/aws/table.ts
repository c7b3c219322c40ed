/**
 * The one table: keys, indexes and TTL, shared by the construct that makes it and the adapters that use it.
 * An index projects keys and what `with` names, so an item is rewritten in an index only when these change.
 */
export const Table = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Unix seconds; DynamoDB deletes within days after, so reads filter expired items. */
  ttl: 'expires_at',
  indexes: {
    /** Jobs of a product and env in one stored status, newest first; those in any are merged of all. Of brief jobs it says when to look at them. */
    byStatus: {
      name: 'by_status',
      partitionKey: 'owner_status',
      sortKey: 'job_id',
      with: ['brief_check_at'],
    },
    /** Sparse: only jobs with a run that has been under way for a while. */
    byRunning: { name: 'by_running', partitionKey: 'running_owner', sortKey: 'job_id', with: [] },
    /** Sparse: only jobs whose last ended run failed. */
    byFailing: { name: 'by_failing', partitionKey: 'failing_owner', sortKey: 'job_id', with: [] },
    /** Sparse: jobs to look at, by the moment, should they not have gone on by then; but for brief ones. */
    byOverdue: { name: 'by_overdue', partitionKey: 'check_owner', sortKey: 'check_at', with: [] },
  },
} as const;
