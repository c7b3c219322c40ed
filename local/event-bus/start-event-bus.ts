import { randomUUID } from 'node:crypto';
import { asRecord } from '../../contract/plain-data.ts';
import { serveAwsJson } from '../aws-json.ts';
import { LOCAL } from '../names.ts';
import { warn } from '../terminal.ts';
import { matches } from './pattern.ts';
import { type InputTransformer, transform } from './transform.ts';

/** A rule as CloudFormation has it, intrinsic functions resolved. */
export interface Rule {
  name: string;
  EventBusName?: string;
  EventPattern?: object;
  State?: string;
  Targets?: { Arn: string; Input?: string; InputTransformer?: InputTransformer }[];
}

/** An event as it is put. */
export interface PutEvent {
  bus?: string;
  source: string;
  detailType: string;
  detail: object;
  resources?: readonly string[];
  /** Unix ms; default now. */
  time?: number;
}

export interface EventBusOptions {
  /** 0 for a free one. */
  port: number;
  rules: readonly Rule[];
  /** ARNs of the buses there are beside `default`. */
  buses?: readonly string[];
  /** Sends to the target of a rule. */
  deliver: (targetArn: string, body: string) => Promise<void>;
}

/** A running EventBridge; targets are tried once, and a failure is written to stderr. */
export interface EventBus {
  endpoint: string;
  put(event: PutEvent): void;
  stop(): Promise<void>;
}

const MOST_ENTRIES = 10;

/** Starts EventBridge: PutEvents, and rules that pass events on. */
export async function startEventBus(options: EventBusOptions): Promise<EventBus> {
  const buses = new Set(['default', ...(options.buses ?? []).map(busName)]);
  const put = (event: PutEvent): string => {
    const id = randomUUID();
    const whole = envelope(id, event);
    for (const rule of options.rules.filter((r) => appliesTo(r, event.bus ?? 'default', whole))) {
      for (const target of rule.Targets ?? []) {
        options.deliver(target.Arn, bodyFor(target, whole)).catch((error: unknown) => {
          warn(`event rule ${rule.name}: ${String(error)}`);
        });
      }
    }
    return id;
  };
  const server = await serveAwsJson(options.port, {
    PutEvents: ({ Entries }) => putEvents(Array.isArray(Entries) ? Entries : [], buses, put),
  });
  return { endpoint: server.endpoint, put: (event) => void put(event), stop: () => server.stop() };
}

const busName = (nameOrArn: string) => nameOrArn.replace(/^arn:.*:event-bus\//, '');

function putEvents(
  entries: readonly unknown[],
  buses: ReadonlySet<string>,
  put: (event: PutEvent) => string,
) {
  const results = entries.map((entry, index) => {
    const { Source, DetailType, Detail, EventBusName = 'default', Resources, Time } = asRecord(entry);
    const refuse = (ErrorCode: string, ErrorMessage: string) => ({ ErrorCode, ErrorMessage });
    if (index >= MOST_ENTRIES) return refuse('InvalidArgument', `at most ${MOST_ENTRIES} entries`);
    for (const [name, value] of Object.entries({ Source, DetailType, Detail })) {
      if (!value)
        return refuse(
          'InvalidArgument',
          `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
        );
    }
    if (String(Source).startsWith('aws.')) {
      return refuse('NotAuthorizedForSourceException', 'Not authorized for the source.');
    }
    const detail = parseObject(String(Detail));
    if (!detail) return refuse('MalformedDetail', 'Detail is malformed.');
    const bus = busName(String(EventBusName));
    if (!buses.has(bus)) return refuse('ResourceNotFoundException', `Event bus ${bus} does not exist.`);
    const resources = Array.isArray(Resources) ? Resources.map(String) : [];
    const time = Time === undefined ? {} : { time: Number(Time) * 1000 };
    const event = { bus, source: String(Source), detailType: String(DetailType), detail, resources, ...time };
    return { EventId: put(event) };
  });
  return { Entries: results, FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length };
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The event as rules see it (EventBridge user guide, "Events"); its time is in whole seconds. */
function envelope(id: string, event: PutEvent) {
  const time = new Date(event.time ?? Date.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    version: '0',
    id,
    'detail-type': event.detailType,
    source: event.source,
    account: LOCAL.account,
    time,
    region: LOCAL.region,
    resources: event.resources ?? [],
    detail: event.detail,
  };
}

function appliesTo(rule: Rule, bus: string, event: object): boolean {
  if (rule.State === 'DISABLED' || busName(rule.EventBusName ?? 'default') !== bus) return false;
  return rule.EventPattern !== undefined && matches(rule.EventPattern, event);
}

function bodyFor(
  { Input, InputTransformer: transformer }: NonNullable<Rule['Targets']>[number],
  event: object,
) {
  if (Input !== undefined) return Input;
  return transformer ? transform(transformer, event) : JSON.stringify(event);
}
