import { asRecord } from '../../contract/plain-data.ts';

/** What a rule sends instead of the event. */
export interface InputTransformer {
  InputPathsMap?: Record<string, string>;
  InputTemplate: string;
}

/**
 * Fills a template: texts go between quotes as they are, everything else as JSON, and `<aws.events.event.…>` are
 * known too (EventBridge user guide, "Input transformation").
 */
export function transform(transformer: InputTransformer, event: object): string {
  const paths = { ...PREDEFINED, ...transformer.InputPathsMap };
  return transformer.InputTemplate.replaceAll(/("?)<([\w.-]+)>("?)/g, (all, open, name, close) => {
    const path = Object.hasOwn(paths, name) ? Reflect.get(paths, name) : undefined;
    if (path === undefined) return all;
    const value = atPath(event, String(path));
    const json = JSON.stringify(value ?? null);
    if (open === '"' && close === '"') return typeof value === 'string' ? json : JSON.stringify(json);
    return `${open}${json}${close}`;
  });
}

const PREDEFINED = { 'aws.events.event.json': '$', 'aws.events.event.ingestion-time': '$.time' };

function atPath(event: object, path: string): unknown {
  const steps = path.split('.').slice(1);
  return steps.reduce<unknown>((value, step) => Reflect.get(asRecord(value), step), event);
}
