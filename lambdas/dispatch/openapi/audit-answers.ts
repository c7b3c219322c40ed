import { z } from 'zod';
import { AUDIT_COMMANDS, AUDIT_VIAS } from '../../../contract/audit.ts';
import { NAMESPACES } from '../../../contract/namespaces.ts';
import { time } from './job-answers.ts';

const fields = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]));

export const auditEntry = z.strictObject({
  id: z.string(),
  at: time,
  actor: z.string().meta({ description: 'an ARN of IAM, the subject of a token, or what `via` says' }),
  via: z.enum(AUDIT_VIAS).meta({ description: 'how it is known who asked' }),
  address: z.string().optional().meta({ description: 'as the gateway saw it' }),
  command: z.enum(AUDIT_COMMANDS),
  product: z.string().optional(),
  env: z.string().optional(),
  namespace: z.enum(NAMESPACES).optional(),
  job_id: z.string().optional(),
  target: z.string().optional().meta({ description: 'what the job calls' }),
  name: z.string().optional().meta({ description: 'the named schedule whose job it is' }),
  bulk_id: z.string().optional(),
  webhook_id: z.string().optional(),
  before: fields
    .optional()
    .meta({ description: 'what differed; all of what was cancelled, ended or deleted' }),
  after: fields.optional().meta({ description: 'what differs since; all of what is new' }),
  reason: z.string().optional(),
  undoes: z.string().optional().meta({ description: 'the entry that it undoes' }),
  undo: z
    .strictObject({
      command: z.enum(AUDIT_COMMANDS),
      still_possible: z.boolean().optional().meta({ description: 'absent in lists by scope' }),
      why_not: z.string().optional(),
    })
    .optional(),
});
