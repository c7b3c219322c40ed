/** The queue that carries the load. */
export const BULLMQ_QUEUE = 'lag';

/** What a job of BullMQ tells its worker: who it is, and, unless a job scheduler made it, when it is due (Unix ms). */
export interface BullmqCall {
  id: string;
  occurrence?: number;
}
