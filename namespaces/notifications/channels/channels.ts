import type { Channels, StoredMessage } from '../../../contract/resources/notifications.ts';

/** The channels of a notification as a dispatch's input names them (docs/contract.md, 2). */
export const CHANNELS = ['email', 'sms', 'push_notification', 'callback'] as const;

/** One of the channels. */
export type Channel = (typeof CHANNELS)[number];

/** What a dispatch gives for each channel. */
export interface ChannelInputs {
  email?: { recipients: string[]; subject?: Variables; template?: Variables };
  sms?: { recipients: string[]; body: Variables };
  push_notification?: { device_tokens: string[]; title: Variables; body: Variables; data?: Variables };
  callback?: { query?: Variables; params?: Variables; body?: Variables; headers?: Record<string, string> };
}

/** Variables for the placeholders of the stored message. */
export type Variables = Record<string, unknown>;

/** The settings of each channel in the config, by the name that a dispatch has for it. */
export function settingsOf(resource: Channels) {
  const { email, sms, push, callback } = resource;
  return { email, sms, push_notification: push, callback };
}

/** The texts of a stored message, each with the variables that may fill it, the nearest first. */
export function textsOf(channel: Channel, stored: StoredMessage, input: ChannelInputs) {
  switch (channel) {
    case 'email': {
      const { subject = {}, template = {} } = input.email ?? {};
      const words = stored.email;
      return [
        { at: 'subject', text: words?.subject, variables: { ...template, ...subject } },
        { at: 'template', text: [words?.html, words?.text], variables: { ...subject, ...template } },
      ];
    }
    case 'sms':
      return [{ at: 'body', text: stored.sms?.body, variables: input.sms?.body ?? {} }];
    case 'push_notification': {
      const { title = {}, body = {}, data = {} } = input.push_notification ?? {};
      const words = stored.push_notification;
      return [
        { at: 'title', text: words?.title, variables: title },
        { at: 'body', text: words?.body, variables: body },
        { at: 'data', text: words?.data, variables: data },
      ];
    }
    case 'callback':
      return [{ at: 'body', text: stored.callback?.body, variables: input.callback?.body ?? {} }];
  }
}
