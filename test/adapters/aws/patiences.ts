import { Patience } from '../../../adapters/aws/patient.ts';

/** As patient as any test needs, by the machine's time. */
export const PATIENT = new Patience(() => 10_000);

/** Time that passes only by sleeping, and the pauses that were slept; chance is always the same. */
export function playedTime(random = 0.5) {
  let now = 0;
  const pauses: number[] = [];
  return {
    pauses,
    pass: (ms: number) => {
      now += ms;
    },
    time: {
      now: () => now,
      sleep: async (ms: number) => {
        pauses.push(ms);
        now += ms;
      },
      random: () => random,
    },
  };
}
