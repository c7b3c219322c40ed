import { asRecord } from '../../contract/plain-data.ts';
import { NoCapacity } from '../errors/run-error.ts';
import { packed, type Shape, unpacked } from './shape.ts';

/** The fields of a document as they are stored or sent, without its version. */
export type Fields = Record<string, unknown>;

/** Makes of a document of one version one of the next; the fields are as they are stored. */
export type Upcaster = (document: Fields) => Fields;

/**
 * A document of a format that this release does not know, as a newer one wrote it: a deployment is under way, or was rolled
 * back. To ask again later is right, as for lack of capacity; until then it is neither changed nor deleted.
 */
export class NewerFormat extends NoCapacity {
  override readonly name: string = 'NewerFormat';

  constructor(kind: string, found: number, known: number) {
    super(
      `a ${kind} of format ${found} was written by a newer release; this one reads formats up to ${known}`,
    );
  }
}

/**
 * How documents of one kind are stored and sent: the only place that writes and reads them (decision 54). Their version is kept
 * beside their fields.
 */
export class Format<T extends object> {
  /** What is written today. */
  readonly version: number;
  private readonly kind: string;
  private readonly shape: Shape;
  private readonly upcasters: readonly Upcaster[];

  /** @param upcasters from version 1 to 2, from 2 to 3 and so on up to today's: their number says which that is */
  constructor(kind: string, shape: Shape = {}, upcasters: readonly Upcaster[] = []) {
    this.kind = kind;
    this.shape = shape;
    this.upcasters = upcasters;
    this.version = upcasters.length + 1;
  }

  /** The fields to store of a value. */
  pack(value: T): Fields {
    return packed(value, this.shape);
  }

  /** The fields to send of a value, with their version; ASCII, as SQS refuses some characters that JSON lets through, such as U+FFFE. */
  send(value: T): string {
    return JSON.stringify({ v: this.version, ...this.pack(value) }).replaceAll(/[^ -~]/g, escaped);
  }

  /**
   * What was sent, or undefined for a body that is not a document with a version.
   * @throws NewerFormat as {@link unpack}
   */
  receive(body: string): T | undefined {
    const { v, ...fields } = asRecord(jsonIn(body));
    return isVersion(v) ? this.unpack(v, fields) : undefined;
  }

  /**
   * The value that a document stands for, of any version so far; fields that this release does not know stay as they are.
   * @throws NewerFormat for one of a later version
   * @throws Error for one without a version
   */
  unpack(version: unknown, document: Fields): T {
    if (!isVersion(version)) throw new Error(`a ${this.kind} has no format version: ${version}`);
    if (version > this.version) throw new NewerFormat(this.kind, version, this.version);
    const steps = this.upcasters.slice(version - 1);
    const today = steps.reduce((fields, upcast) => upcast(fields), document);
    return unpacked(today, this.shape) as T;
  }
}

/** What a text holds as JSON; undefined for what does not. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isVersion(version: unknown): version is number {
  return typeof version === 'number' && Number.isInteger(version) && version > 0;
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
