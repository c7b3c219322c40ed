import { z } from 'zod';
import { parseInput } from '../input-validation.ts';
import type { Action } from '../scheduler.ts';
import { requireTaggedGroup, resourceArnModel, tagKeyModel, tagsModel } from '../tag-model.ts';

const listInput = z.object({ ResourceArn: resourceArnModel });

/** ListTagsForResource: the tags of a group. */
export const listTagsForResource: Action = (scheduler, request) => {
  const { ResourceArn } = parseInput(listInput, { ResourceArn: request.resource });
  return { Tags: requireTaggedGroup(scheduler, ResourceArn).tags };
};

const tagInput = z.object({ ResourceArn: resourceArnModel, Tags: tagsModel });

/** TagResource: only groups carry tags; a key given again takes the new value. */
export const tagResource: Action = (scheduler, request) => {
  const input = parseInput(tagInput, { ...request.body, ResourceArn: request.resource });
  const group = requireTaggedGroup(scheduler, input.ResourceArn);
  const given = new Set(input.Tags.map(({ Key }) => Key));
  const kept = group.tags.filter(({ Key }) => !given.has(Key));
  scheduler.groups.put({ ...group, tags: [...kept, ...input.Tags], modified: scheduler.clock.now() });
  return {};
};

const untagInput = z.object({ ResourceArn: resourceArnModel, TagKeys: z.array(tagKeyModel).max(200) });

/** UntagResource: keys the group does not carry are passed over. */
export const untagResource: Action = (scheduler, request) => {
  const input = parseInput(untagInput, {
    ResourceArn: request.resource,
    TagKeys: request.query.getAll('TagKeys'),
  });
  const group = requireTaggedGroup(scheduler, input.ResourceArn);
  const tags = group.tags.filter(({ Key }) => !input.TagKeys.includes(Key));
  scheduler.groups.put({ ...group, tags, modified: scheduler.clock.now() });
  return {};
};
