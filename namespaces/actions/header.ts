import type { HttpApp } from '../../contract/resources/actions.ts';

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Headers that belong to the connection or to the scheduler, whatever an app's configuration says. */
const RESERVED = [
  'connection',
  'content-length',
  'expect',
  'host',
  'idempotency-key',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** What is wrong with a header's name, by RFC 9110 5.1, if anything. */
export function nameFault(name: string): string | undefined {
  return NAME.test(name) ? undefined : 'is not a header name';
}

/** What is wrong with a header's value, by RFC 9110 5.5, if anything: no CR, LF, NUL, nothing past Latin-1. */
export function valueFault(value: string): string | undefined {
  return VALUE.test(value) ? undefined : 'holds a character that a header cannot carry';
}

/** Why a dispatch may not set this header, if it may not. */
export function reservedBy(name: string, app: HttpApp): string | undefined {
  const wanted = name.toLowerCase();
  if (RESERVED.includes(wanted)) return 'is set by the scheduler';
  const configured = [...Object.keys(app.headers ?? {}), ...authHeader(app)];
  return configured.some((own) => own.toLowerCase() === wanted)
    ? "is set by the app's configuration"
    : undefined;
}

function authHeader({ auth }: HttpApp): string[] {
  if (!auth) return [];
  switch (auth.type) {
    case 'bearer':
    case 'basic':
    case 'oauth2':
      return ['authorization'];
    case 'header':
      return [auth.name];
    case 'apiKey':
      return auth.in === 'header' ? [auth.name] : [];
  }
}
