import type { StorageOperations } from '../dispatch.ts';
import type { Encrypted, Preset } from './shared.ts';

/** An S3 bucket, or a bucket of a store that speaks S3. */
export interface S3Storage extends Encrypted {
  provider: 's3';
  bucket: string;
  /** The folder that every key is in: `shop`, `shop/` and `/shop//` mean `shop/`; `fileName`s are relative to it. */
  prefix?: string;
  region?: string;
  /** Only for stores other than AWS S3. */
  endpoint?: string;
  forcePathStyle?: boolean;
  /** Only for stores other than AWS S3; on AWS the role of the product and env is used. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
  /** Named operations with preset input, which a dispatch's input fills or overrides. */
  events?: Record<string, Preset<StorageOperations>>;
}
