import { z } from 'zod';
import { parseInput } from '../input-validation.ts';
import type { Action } from '../scheduler.ts';
import { requireTaggedGroup, resourceArnModel, tagsModel } from '../tag-model.ts';

const inputModel = z.object({ ResourceArn: resourceArnModel, Tags: tagsModel });

/** TagResource: only groups carry tags; a key given again takes the new value. */
export const tagResource: Action = (scheduler, request) => {
  const input = parseInput(inputModel, { ...request.body, ResourceArn: request.resource });
  const group = requireTaggedGroup(scheduler, input.ResourceArn);
  const given = new Set(input.Tags.map(({ Key }) => Key));
  const kept = group.tags.filter(({ Key }) => !given.has(Key));
  scheduler.groups.put({ ...group, tags: [...kept, ...input.Tags], modified: scheduler.clock.now() });
  return {};
};
