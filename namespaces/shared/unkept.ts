import type { UnkeptResult } from '../../contract/result.ts';
import type { Cut } from './content-coding.ts';
import type { UnreadAnswer } from './http.ts';

const REASONS: Record<Cut, string> = {
  larger: 'the answer is larger than 1 MB',
  broken: 'the answer broke off',
  late: 'the answer did not end in time',
  coded: "the answer's content coding is not known",
};

/** The result of a run whose target answered a success, of which the body cannot be kept. */
export function unkept(cut: Cut, status: number): UnkeptResult {
  return { kept: false, reason: REASONS[cut], status };
}

/** The result of a run whose target answered what could not be read at all. */
export function unkeptUnread({ message }: UnreadAnswer): UnkeptResult {
  return { kept: false, reason: `the target ${message}` };
}
