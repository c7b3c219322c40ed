/** How long a worker has a run before it is thought dead. */
export const Lease = {
  /** Time beyond the attempt's own limit to write down how it ended, and for clocks that differ, ms. */
  margin: 5000,
  /** How often a run is done again because its worker was lost, before it fails with `WORKER_LOST`. */
  recoveries: 2,
  /** @param timeout the attempt's own limit, ms */
  until: (timeout: number, now: number) => now + timeout + Lease.margin,
} as const;
