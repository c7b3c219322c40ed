import type { Issue } from '../../../contract/errors.ts';
import { asRecord } from '../../../contract/plain-data.ts';
import type { Channels, StoredMessage } from '../../../contract/resources/notifications.ts';
import { fillIssues } from '../../../core/input/template.ts';
import type { Target } from '../../../core/jobs/payload.ts';
import type { Mismatch } from '../../../core/ports/namespace.ts';
import { unknownName } from '../../../core/validation/nearest-name.ts';
import type { Phase } from '../../shared/identifier.ts';
import { readCallback } from './callback-request.ts';
import { CHANNELS, type Channel, type ChannelInputs, settingsOf, textsOf } from './channels.ts';

/** The stored message that a dispatch names, or which messages there are. */
export function messageOf(
  { event = '' }: Target,
  { messages }: Channels,
): StoredMessage | { notFound: string } {
  const message = Object.hasOwn(messages, event) ? messages[event] : undefined;
  return message ?? { notFound: unknownName('message', event, Object.keys(messages)) };
}

/** What a dispatch asks that the resource cannot send: a channel without settings or words, or a value that does not fit. */
export function mismatchOf(
  target: Target,
  input: ChannelInputs,
  resource: Channels,
  phase: Phase,
): Mismatch | undefined {
  const stored = messageOf(target, resource);
  if ('notFound' in stored) return stored;
  const issues = CHANNELS.filter((channel) => input[channel] !== undefined).flatMap((channel) =>
    channelIssues(channel, stored, input, resource, phase),
  );
  return issues.length > 0 ? { issues } : undefined;
}

function channelIssues(
  channel: Channel,
  stored: StoredMessage,
  input: ChannelInputs,
  resource: Channels,
  phase: Phase,
): Issue[] {
  const path = `input.${channel}`;
  const { callback } = resource;
  if (!settingsOf(resource)[channel]) return [{ path, message: 'the notification has no such channel' }];
  if (!stored[channel]) return [{ path, message: 'the message has no words for this channel' }];
  const unfilled = textsOf(channel, stored, input)
    .filter(({ at }) => !areLate(input[channel], at))
    .flatMap(({ at, text, variables }) => {
      const pathOf = (name: string) => `${path}.${at}.${name}`;
      return fillIssues(text, variables, { pathOf, late: phase === 'dispatch' });
    });
  if (channel !== 'callback' || !callback || !input.callback) return unfilled;
  const request = readCallback(input.callback, callback);
  return request.ok ? unfilled : [...unfilled, ...request.issues];
}

/** Variables that an operator gives are known only at the run; those of a mail fill its subject and its text. */
function areLate(channel: unknown, at: string): boolean {
  const sources = at === 'subject' || at === 'template' ? ['subject', 'template'] : [at];
  return sources.some((source) => typeof Reflect.get(asRecord(channel), source) === 'string');
}
