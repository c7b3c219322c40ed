/** Where a command writes. */
export interface Io {
  /** A line of the result. */
  out(text: string): void;
  /** Progress and errors, as they are. */
  err(text: string): void;
  /** Whether `err` is a terminal, on which a line can be written over. */
  isTerminal: boolean;
}
