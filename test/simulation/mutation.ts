/** A deliberate breakage of the protocol, which the simulation has to find. */
export interface Mutation {
  name: string;
  file: string;
  /** Stands in the file once. */
  find: string;
  replace: string;
  /** What the broken place is for. */
  why: string;
  /**
   * `bulk` are worlds with bulk operations; `alone` are those without the sweep, which would heal it; `capacity` those in which nothing fails but for lack of capacity;
   * `orders` are the pairs of processes; `declared` the stories of deploys, with a fault at each call.
   */
  by: 'worlds' | 'bulk' | 'alone' | 'capacity' | 'orders' | 'declared';
  /** Where it is found soonest: the pairs or stories whose name holds this, ... */
  pair?: string;
  /** ... or worlds from this seed on. */
  seed?: number;
}
