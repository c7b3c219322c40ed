import type { TruncatedResult, UnkeptResult } from '../../contract/result.ts';
import type { Cut } from './content-coding.ts';
import type { UnreadAnswer } from './http.ts';

/** The mark that a handler gives in a result's place; by its class it is told from an answer that looks like it. */
export class Unkept implements UnkeptResult {
  readonly kept = false;
  readonly reason: string;
  readonly status?: number;

  constructor(reason: string, status?: number) {
    this.reason = reason;
    if (status !== undefined) this.status = status;
  }
}

/** The beginning of an answer that was not read whole, with the bytes that were seen of it; likewise told by its class. */
export class Truncated implements TruncatedResult {
  readonly truncated = true;
  readonly bytes: number;
  readonly text: string;

  constructor(bytes: number, text: string) {
    this.bytes = bytes;
    this.text = text;
  }
}

const REASONS: Record<Cut, string> = {
  larger: 'the answer is larger than 1 MB',
  broken: 'the answer broke off',
  late: 'the answer did not end in time',
  coded: "the answer's content coding is not known",
};

/** The result of a run whose target answered a success, of which the body cannot be kept. */
export function unkept(cut: Cut, status: number): Unkept {
  return new Unkept(REASONS[cut], status);
}

/** The result of a run whose target answered what could not be read at all. */
export function unkeptUnread({ message }: UnreadAnswer): Unkept {
  return new Unkept(`the target ${message}`);
}
