import { createHash } from 'node:crypto';
import { hashOf } from '../../core/jobs/scope.ts';

/** The longest name of a message group (SQS API reference). */
const LONGEST = 128;

/**
 * The groups that the keys of one owner share: SQS serves a group last that has more than a tenth of what is under way, so an owner who had more of them could fill
 * each and count as quiet in all.
 */
const GROUPS = { few: 4, crowd: 4 };

/** The message group of an owner, by which SQS is fair (decision 61). */
export function groupOf(owner: string): string {
  return owner.length <= LONGEST ? owner : createHash('sha256').update(owner).digest('hex');
}

/** That of one of its keys, which shares it with other keys that have few messages, or that are crowds too. */
export function groupOfKey(owner: string, key: string, kind: keyof typeof GROUPS): string {
  return groupOf(`${owner}#${kind}${hashOf(key) % GROUPS[kind]}`);
}
