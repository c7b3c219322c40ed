import { FAULTS, playFaults, stories } from './declared-sets.ts';
import { Orders } from './interleave.ts';
import { pairs } from './interleavings.ts';
import type { Mutation } from './mutation.ts';
import { playAll } from './play-pair.ts';
import { simulate } from './scenario.ts';

/** The first violation, and where it was. */
export interface Found {
  where: string;
  violation: string;
}

/** The first violation in the worlds of some seeds, or in any order of the pairs so named. */
async function probe(
  by: Mutation['by'],
  pair: string,
  first: number,
  last: number,
  step: number,
): Promise<Found | null> {
  if (by === 'orders') {
    for (const each of pairs.filter(({ name }) => name.includes(pair))) {
      const { violations } = await playAll(each, new Orders());
      if (violations[0] !== undefined) return { where: each.name, violation: violations[0] };
    }
    return null;
  }
  if (by === 'declared') return await probeDeclared(pair);
  for (let seed = first; seed <= last; seed += step) {
    const { violations } = await simulate(seed, { sweeping: by !== 'alone', hasty: true });
    if (violations[0] !== undefined) return { where: `seed ${seed}`, violation: violations[0] };
  }
  return null;
}

/** The first violation in the stories of deploys so named. */
async function probeDeclared(name: string): Promise<Found | null> {
  for (const story of stories.filter((each) => each.name.includes(name))) {
    for (const moment of FAULTS) {
      const { violations } = await playFaults(story, moment, { isHasty: true });
      if (violations[0] !== undefined) return { where: story.name, violation: violations[0] };
    }
  }
  return null;
}

/** Run as a process of its own, in a copy of the sources: says what it found in one line of JSON. */
const [by = 'worlds', pair = '', first = '1', last = '1', step = '1'] = process.argv.slice(2);
const found = await probe(by as Mutation['by'], pair, Number(first), Number(last), Number(step));
console.log(JSON.stringify(found));
