import type { Issue } from '../../../contract/errors.ts';
import { asRecord } from '../../../contract/plain-data.ts';
import type { Callback } from '../../../contract/resources/notifications.ts';
import type { Checked } from '../../../core/validation/check.ts';
import { headerFault } from '../../shared/header.ts';
import { fillPath, missingParams, paramFault } from '../../shared/path.ts';
import { lengthFault, queryFault, textsOf } from '../../shared/request-values.ts';
import type { ChannelInputs } from './channels.ts';

type Values = Record<string, unknown>;

/** What a dispatch gives for a callback's address and headers, in the form in which it is sent. */
export interface CallbackRequest {
  url: URL;
  /** Names in lower case. */
  headers: Record<string, string>;
}

/**
 * The url filled and the headers as they are sent, or everything in the input that does not fit them. At dispatch an
 * operator may still stand for all params, the whole query or all headers, and only what is known is checked.
 */
export function readCallback(
  input: NonNullable<ChannelInputs['callback']>,
  { url: template, headers: own = {} }: Callback,
): Checked<CallbackRequest> {
  const [params, query, headers] = [known(input.params), known(input.query), known(input.headers)];
  const configured = { configured: Object.keys(own), by: 'notification' };
  const issues = [
    ...faults('params', params, (_name, value) => paramFault(value)),
    ...(params ? missingParams(template, Object.keys(params), (name) => pathOf('params', name)) : []),
    ...faults('query', query, (_name, value) => queryFault(value)),
    ...faults('headers', headers, (name, value) => headerFault(name, value, configured)),
  ];
  if (issues.length > 0) return { ok: false, issues };
  const filled = fillPath(template, Object.fromEntries(texts(params)));
  if (!filled.ok) return filled;
  const url = new URL(filled.value);
  for (const [name, value] of texts(query)) url.searchParams.append(name, value);
  const long = lengthFault(url.pathname + url.search);
  if (long) return { ok: false, issues: [{ path: 'input.callback', message: long }] };
  const lower = texts(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { ok: true, value: { url, headers: Object.fromEntries(lower) } };
}

/** Nothing where an operator of the dispatch stands for all of them. */
function known(values: unknown): Values | undefined {
  return typeof values === 'string' ? undefined : { ...asRecord(values) };
}

function faults(
  place: string,
  values: Values = {},
  faultOf: (name: string, value: unknown) => string | undefined,
): Issue[] {
  return Object.entries(values).flatMap(([name, value]) => {
    const message = faultOf(name, value);
    return message ? [{ path: pathOf(place, name), message }] : [];
  });
}

function texts(values: Values = {}): [string, string][] {
  return Object.entries(values).flatMap(([name, value]) =>
    textsOf(value).map((text): [string, string] => [name, text]),
  );
}

const pathOf = (place: string, name: string) => `input.callback.${place}.${name.slice(0, 100)}`;
