import type { Resource } from '../../contract/config.ts';
import type { RunRequest } from '../../core/ports/namespace.ts';

/** Where the server of a sample is; a provider of AWS is reached by the endpoint that its environment sets instead. */
export interface Address {
  host: string;
  port: number;
}

/** A resource of a provider and a run that it takes: what the suite of providers begins with. */
export interface Sample<R extends Resource = Resource> {
  resource: R;
  target: Omit<RunRequest['target'], 'resource'>;
  input: RunRequest['input'];
  /** The values of the secrets that the resource names, none of which a message may hold. */
  secrets: Record<string, string>;
}

/** The sample of a provider whose server is there. */
export type SampleAt<R extends Resource> = (address: Address) => Sample<R>;
