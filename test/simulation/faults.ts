/** How often things go wrong, as probabilities per call or message. */
export interface Faults {
  /** The process dies before or after a call. */
  death: number;
  /** A call is refused. */
  throttle: number;
  /** A call is done but its answer is lost. */
  lostAnswer: number;
  /** A message is delivered twice. */
  duplicate: number;
  /** Clocks of workers differ by up to this, ms. */
  skew: number;
  /** A handler hangs until its timeout. */
  slow: number;
  /** The product of a wake-up counts as slow. */
  slowScope: number;
  /** A worker is frozen during a run until after its lease, and then continues. */
  frozen: number;
  /** A handler leaves the executor and is called again later, or when a completion is told. */
  defer: number;
}

export const NO_FAULTS: Faults = {
  death: 0,
  throttle: 0,
  lostAnswer: 0,
  duplicate: 0,
  skew: 0,
  slow: 0,
  slowScope: 0,
  frozen: 0,
  defer: 0,
};
