import { z } from 'zod';
import { parseInput } from '../input-validation.ts';
import type { Action } from '../scheduler.ts';
import { requireTaggedGroup, resourceArnModel, tagKeyModel } from '../tag-model.ts';

const inputModel = z.object({ ResourceArn: resourceArnModel, TagKeys: z.array(tagKeyModel).max(200) });

/** UntagResource: keys the group does not carry are passed over. */
export const untagResource: Action = (scheduler, request) => {
  const input = parseInput(inputModel, {
    ResourceArn: request.resource,
    TagKeys: request.query.getAll('TagKeys'),
  });
  const group = requireTaggedGroup(scheduler, input.ResourceArn);
  const tags = group.tags.filter(({ Key }) => !input.TagKeys.includes(Key));
  scheduler.groups.put({ ...group, tags, modified: scheduler.clock.now() });
  return {};
};
