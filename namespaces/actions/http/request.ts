import type { Issue } from '../../../contract/errors.ts';
import { defined } from '../../../contract/plain-data.ts';
import type { HttpApp, HttpEvent } from '../../../contract/resources/actions.ts';
import type { Target } from '../../../core/jobs/payload.ts';
import type { Checked } from '../../../core/validation/check.ts';
import { unknownName } from '../../../core/validation/nearest-name.ts';
import { headerFault } from '../../shared/header.ts';
import { fillPath, missingParams, paramFault, placeholdersOf } from '../../shared/path.ts';
import { lengthFault, queryFault, textsOf } from '../../shared/request-values.ts';
import { bodyFault, contentTypeOf } from './body-type.ts';
import { FIELDS_MAX, type Field, type Parts, takeApart } from './form.ts';

/** What a dispatch asks an app, in one form: the path filled, everything else as text but the body. */
export interface AppRequest {
  /** Begins with `/`, percent-encoded. */
  path: string;
  query: [name: string, value: string][];
  /** Names in lower case. */
  headers: Record<string, string>;
  body?: unknown;
}

/** Brings an input, structured or flat, into one form, or names everything in it that the event does not take. */
export function readRequest(
  input: Record<string, unknown>,
  app: HttpApp,
  event: HttpEvent,
): Checked<AppRequest> {
  const parts = takeApart(input, event);
  if (!parts.ok) return parts;
  const { fields } = parts.value;
  const issues = [
    ...fields.flatMap((field) => issueOf(field, app, event)),
    ...missing(parts.value, event),
    ...repeated(fields),
    ...bodyIssues(parts.value, event),
  ];
  if (issues.length > 0) return { ok: false, issues };

  const path = fillPath(event.path, Object.fromEntries(texts(fields, 'params')));
  if (!path.ok) return path;
  const query = texts(fields, 'query');
  const long = lengthFault(`${path.value}?${new URLSearchParams(query)}`);
  if (long) return { ok: false, issues: [{ path: 'input', message: long }] };
  const headers = Object.fromEntries(
    texts(fields, 'headers').map(([name, text]) => [name.toLowerCase(), text]),
  );
  const body = bodyOf(parts.value);
  const unfit = body === undefined ? [] : unwritable(parts.value, body, contentTypeOf(app, event, headers));
  if (unfit.length > 0) return { ok: false, issues: unfit };
  return { ok: true, value: { path: path.value, query, headers, ...defined({ body }) } };
}

function issueOf(field: Field, app: HttpApp, event: HttpEvent): Issue[] {
  const message = faultOf(field, app, event);
  return message ? [{ path: field.path, message }] : [];
}

function faultOf({ place, name, value }: Field, app: HttpApp, event: HttpEvent): string | undefined {
  switch (place) {
    case 'body':
      return undefined;
    case 'params': {
      const known = placeholdersOf(event.path);
      return known.includes(name) ? paramFault(value) : unknownName('path parameter', name, known);
    }
    case 'query': {
      const { auth } = app;
      if (auth?.type === 'apiKey' && auth.in === 'query' && auth.name === name) {
        return "is set by the app's configuration";
      }
      if (Array.isArray(value) && value.length > FIELDS_MAX)
        return `expected a list of at most ${FIELDS_MAX} items; got ${value.length}`;
      return queryFault(value);
    }
    case 'headers':
      return headerFault(name, value, { configured: configuredHeaders(app), by: 'app' });
  }
}

function missing({ fields, pathOf }: Parts, event: HttpEvent): Issue[] {
  const given = fields.filter(({ place }) => place === 'params').map(({ name }) => name);
  return missingParams(event.path, given, (name) => pathOf('params', name));
}

/** `id` and `params:id`, or `X-Tag` and `x-tag`: one of the two would be lost. */
function repeated(fields: readonly Field[]): Issue[] {
  const seen = new Map<string, string>();
  return fields.flatMap(({ place, name, path }) => {
    const key = `${place}:${place === 'headers' ? name.toLowerCase() : name}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, path);
    return first === undefined ? [] : [{ path, message: `says the same as ${first}` }];
  });
}

function bodyIssues({ fields, body }: Parts, event: HttpEvent): Issue[] {
  if (event.method !== 'GET' && event.method !== 'HEAD') return [];
  const message = `${event.method} takes no body`;
  const paths = fields.filter(({ place }) => place === 'body').map(({ path }) => path);
  return (body ? ['input.body', ...paths] : paths).map((path) => ({ path, message }));
}

/** A content type that is an operator or a secret is not known before the run. */
function unwritable({ fields, body: whole }: Parts, body: unknown, contentType: string): Issue[] {
  const fault = contentType.includes('$') ? undefined : bodyFault(body, contentType);
  if (!fault) return [];
  const { field: name, message } = fault;
  if (whole) return [{ path: name === undefined ? 'input.body' : `input.body.${name}`, message }];
  const own = fields.find((field) => field.place === 'body' && field.name === name);
  return [{ path: own?.path ?? 'input', message }];
}

function bodyOf({ fields, body }: Parts): unknown {
  if (body) return body.value;
  const own = fields.filter(({ place }) => place === 'body');
  return own.length > 0 ? Object.fromEntries(own.map(({ name, value }) => [name, value])) : undefined;
}

/** The values of one place as text. */
function texts(fields: readonly Field[], place: Field['place']): [string, string][] {
  return fields
    .filter((field) => field.place === place)
    .flatMap(({ name, value }) => textsOf(value).map((text): [string, string] => [name, text]));
}

/** The headers that an app's configuration sets, which no dispatch may. */
export function configuredHeaders({ headers = {}, auth }: HttpApp): string[] {
  const own = Object.keys(headers);
  if (!auth) return own;
  switch (auth.type) {
    case 'bearer':
    case 'basic':
    case 'oauth2':
      return [...own, 'authorization'];
    case 'header':
      return [...own, auth.name];
    case 'apiKey':
      return auth.in === 'header' ? [...own, auth.name] : own;
  }
}

/** The event of `app` that `target` names, or a sentence that says what is known instead. */
export function eventOf(
  app: HttpApp,
  target: Target,
): { ok: true; value: HttpEvent } | { ok: false; message: string } {
  const name = target.event ?? '';
  const event = Object.hasOwn(app.events, name) ? app.events[name] : undefined;
  if (event) return { ok: true, value: event };
  return {
    ok: false,
    message: `app "${target.resource}": ${unknownName('event', name, Object.keys(app.events))}`,
  };
}
