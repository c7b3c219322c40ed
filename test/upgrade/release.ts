import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { QueuedMessage } from '../../adapters/memory/memory-queues.ts';
import type { ScheduleSpec } from '../../core/ports/scheduler.ts';

/** What a release left behind at one moment: all that an upgrade finds. Moments in Unix ms. */
export interface Release {
  at: number;
  /** The jobs of its story by what they are. */
  jobs: Record<string, string>;
  /** Other ids of its story. */
  ids: { bulk: string; webhook: string };
  /** The calls that targets had. */
  calls: Call[];
  /** Items of the table. */
  items: Record<string, unknown>[];
  /** Messages of the wake-ups queues, those of a worker that died among them. */
  messages: QueuedMessage[];
  /** Bodies in the dead-letter queue. */
  deadLetters: string[];
  /** Bodies in the queue of deliveries. */
  deliveries: string[];
  /** What stands in EventBridge Scheduler. */
  schedules: ScheduleSpec[];
  /** The stateful resources of its template, by their logical ids. */
  resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
}

/** A call that a target had. */
export interface Call {
  job: string;
  occurrence: number;
  attempt: number;
}

const FOLDER = join(import.meta.dirname, 'releases');

/** The parts of a release, a file each. */
const PARTS = ['story', 'items', 'queues', 'schedules', 'resources'] as const;

/** The file of a part. */
export const fileOf = (version: string, part: (typeof PARTS)[number]) =>
  join(FOLDER, version, `${part}.json`);

/** The parts of a release by their files. */
export function partsOf(version: string, release: Release): Record<string, unknown> {
  const { at, jobs, ids, calls, items, messages, deadLetters, deliveries, schedules, resources } = release;
  return {
    [fileOf(version, 'story')]: { at, jobs, ids, calls },
    [fileOf(version, 'items')]: { items },
    [fileOf(version, 'queues')]: { messages, deadLetters, deliveries },
    [fileOf(version, 'schedules')]: { schedules },
    [fileOf(version, 'resources')]: { resources },
  };
}

/** The releases that are recorded, by their versions. */
export const RELEASES: readonly string[] = readdirSync(FOLDER);

/** A release as it was recorded. */
export function readRelease(version: string): Release {
  const read = (part: (typeof PARTS)[number]) => JSON.parse(readFileSync(fileOf(version, part), 'utf8'));
  return Object.assign({}, ...PARTS.map(read));
}
