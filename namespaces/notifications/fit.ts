import type { Issue } from '../../contract/errors.ts';
import type { Channels, StoredMessage } from '../../contract/resources/notifications.ts';
import { placeholders } from '../../core/input/template.ts';
import type { Misfit, Target } from '../../core/ports/namespace-input.ts';
import { unknownName } from '../../core/validation/nearest-name.ts';
import { CHANNELS, type Channel, settingsOf, textsOf } from './channels.ts';

/** The stored message that a dispatch names, or which messages there are. */
export function messageOf(
  { event = '' }: Target,
  { messages }: Channels,
): StoredMessage | { notFound: string } {
  const message = Object.hasOwn(messages, event) ? messages[event] : undefined;
  return message ?? { notFound: unknownName('message', event, Object.keys(messages)) };
}

/** What a dispatch asks that the resource cannot send: a channel without settings or words, or a placeholder nothing fills. */
export function misfit(
  target: Target,
  input: Record<string, unknown>,
  resource: Channels,
): Misfit | undefined {
  const stored = messageOf(target, resource);
  if ('notFound' in stored) return stored;
  const issues = CHANNELS.filter((channel) => input[channel] !== undefined).flatMap((channel) =>
    channelIssues(channel, stored, input, resource),
  );
  return issues.length > 0 ? { issues } : undefined;
}

function channelIssues(
  channel: Channel,
  stored: StoredMessage,
  input: Record<string, unknown>,
  resource: Channels,
): Issue[] {
  const path = `input.${channel}`;
  if (!settingsOf(resource)[channel]) return [{ path, message: 'the notification has no such channel' }];
  if (!stored[channel]) return [{ path, message: 'the message has no words for this channel' }];
  const open = textsOf(channel, stored, input).flatMap(({ at, text, variables }) =>
    placeholders(text)
      .filter((name) => !isGiven(name, variables) && !isOperator(input[channel], at))
      .map((name) => ({
        path: `${path}.${at}.${name}`,
        message: `required by {{${name}}} in the message`,
      })),
  );
  return channel === 'callback' ? [...open, ...paramIssues(resource, input[channel])] : open;
}

/** Variables that an operator gives are known only at the run. */
function isOperator(channel: unknown, at: string): boolean {
  return typeof Reflect.get(Object(channel), at) === 'string';
}

function isGiven(name: string, variables: Record<string, unknown>): boolean {
  const [first = name] = name.split('.');
  return Object.hasOwn(variables, first);
}

function paramIssues({ callback }: Channels, input: unknown): Issue[] {
  const params: unknown = Reflect.get(Object(input), 'params') ?? {};
  if (typeof params === 'string') return [];
  return paramsOf(callback?.url ?? '')
    .filter((name) => !Object.hasOwn(Object(params), name))
    .map((name) => ({ path: `input.callback.params.${name}`, message: `required by :${name} in the url` }));
}

/** The names of the `:placeholders` in a url's path. */
export function paramsOf(url: string): string[] {
  const path = url.replace(/^https?:\/\/[^/]*/, '').replace(/\?.*$/s, '');
  return [...path.matchAll(/:([A-Za-z_]\w*)/g)].flatMap(([, name]) => name ?? []);
}
