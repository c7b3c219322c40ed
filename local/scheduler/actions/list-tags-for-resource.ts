import { z } from 'zod';
import { parseInput } from '../input-validation.ts';
import type { Action } from '../scheduler.ts';
import { requireTaggedGroup, resourceArnModel } from '../tag-model.ts';

const inputModel = z.object({ ResourceArn: resourceArnModel });

/** ListTagsForResource: the tags of a group. */
export const listTagsForResource: Action = (scheduler, request) => {
  const { ResourceArn } = parseInput(inputModel, { ResourceArn: request.resource });
  return { Tags: requireTaggedGroup(scheduler, ResourceArn).tags };
};
