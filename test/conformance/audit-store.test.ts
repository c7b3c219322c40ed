import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AuditRecord } from '../../core/jobs/audit-record.ts';
import { newScope } from './samples.ts';
import { DYNAMO_STORES, type DynamoStores, RETENTION, STORES, type Stores, TABLE_NAME } from './stores.ts';

const NOW = Date.UTC(2030, 0, 1);
let made = 0;

/** An entry of a job of its own, unless told. */
function entry(rest: Partial<AuditRecord> = {}): AuditRecord {
  made += 1;
  const job_id = `job_01KDVDNA00${String(made).padStart(16, '0')}`;
  const fields = { at: NOW + made, actor: 'anna', via: 'token', command: 'pause' } as const;
  return { id: `${rest.job_id ?? job_id}.${made}`, ...fields, job_id, ...rest };
}

const idsOf = (records: readonly AuditRecord[]) => records.map(({ id }) => id);

describe.each(STORES)('the audit trail on %s', (_name, start) => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(async () => {
    await stores?.stop();
  });

  test('keeps an entry as it was written first, and finds it by its commit', async () => {
    const { audit } = stores;
    const record = entry({ ...newScope(), before: { cron: '0 8 * * *' }, reason: 'why', nth: 3 });
    await audit.put(record);
    await audit.put({ ...record, actor: 'ben' });
    expect(await audit.find(record.job_id ?? '', made)).toEqual(record);
    expect(await audit.find(record.job_id ?? '', made + 1)).toBeNull();
  });

  test('lists those of a job by version, newest first, and of no other', async () => {
    const { audit } = stores;
    const { job_id = '' } = entry();
    const versions = [2, 9, 10, 100];
    for (const version of versions)
      await audit.put({ ...entry(newScope()), id: `${job_id}.${version}`, job_id });
    await audit.put(entry(newScope()));
    const list = async (page: { limit: number; below?: number }) =>
      idsOf(await audit.listOfJob(job_id, page));
    expect(await list({ limit: 10 })).toEqual([100, 10, 9, 2].map((version) => `${job_id}.${version}`));
    expect(await list({ limit: 2, below: 100 })).toEqual([`${job_id}.10`, `${job_id}.9`]);
    expect(await list({ limit: 2, below: 2 })).toEqual([]);
  });

  test('lists those of some products and envs together, each once, and of no other', async () => {
    const { audit } = stores;
    const [a, b, c] = [newScope(), newScope(), newScope()];
    const records = [entry(a), entry(b), entry(c), entry(a)];
    for (const record of records) await audit.put(record);
    const both = { ...entry({ scopes: [a, b] }), id: 'bulk_1' };
    const { job_id: _none, ...bulk } = both;
    await audit.put(bulk);
    // A part of a bulk operation is in the list of its job alone.
    await audit.put({ ...entry(a), bulk_id: 'bulk_1' });
    const [first = '', second = '', , last = ''] = idsOf(records);
    const list = async (query: object) => idsOf(await audit.list({ lists: [a, b], limit: 10, ...query }));
    expect(await list({})).toEqual(['bulk_1', last, second, first]);
    expect(await list({ limit: 2 })).toEqual(['bulk_1', last]);
    expect(await list({ below: records[3] })).toEqual([second, first]);
    expect(await list({ from: records[1]?.at, to: records[3]?.at })).toEqual([last, second]);
    expect(await list({ lists: [] })).toEqual([]);
  });

  test('keeps what is about all envs or products apart from what is about one', async () => {
    const { audit } = stores;
    const { product } = newScope();
    const wide = { ...entry(), id: 'aud_1', product };
    const { job_id: _none, ...record } = wide;
    await audit.put(record);
    expect(idsOf(await audit.list({ lists: [{ product }], limit: 5 }))).toEqual(['aud_1']);
    expect(await audit.list({ lists: [{ product, env: 'dev' }, { env: product }], limit: 5 })).toEqual([]);
  });
});

describe.each(DYNAMO_STORES)('the audit trail on %s', (_name, start) => {
  let stores: DynamoStores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(async () => {
    await stores?.stop();
  });

  /** When the items of a job's list, and those of lists by scope, expire, Unix s. */
  async function expiries(jobId: string) {
    const { Items = [] } = await stores.client.send(new ScanCommand({ TableName: TABLE_NAME }));
    const items = Items.map((item) => unmarshall(item)).filter(({ doc }) => String(doc).includes(jobId));
    const isOfJob = ({ pk }: Record<string, unknown>) => String(pk).includes(jobId);
    return {
      job: items.filter(isOfJob).map(({ expires_at }) => expires_at as unknown),
      scope: items.filter((item) => !isOfJob(item)).map(({ expires_at }) => expires_at as unknown),
    };
  }

  test('has an entry in the list of its job until that is gone, and in that of its scope as long as an execution', async () => {
    const { audit } = stores;
    const record = entry(newScope());
    const { job_id = '', at } = record;
    await audit.put(record);
    const kept = Math.ceil((at + RETENTION) / 1000);
    expect(await expiries(job_id)).toEqual({ job: [undefined], scope: [kept] });
    await audit.expire(job_id, at + 5000);
    expect(await expiries(job_id)).toEqual({ job: [kept + 5], scope: [kept] });
    // Told again, it stays as it is.
    await audit.put(record);
    await audit.expire(job_id, at + 90_000);
    expect(await expiries(job_id)).toEqual({ job: [kept + 5], scope: [kept] });
  });

  test('keeps of more than 200 commands of one job the later ones as long as an execution', async () => {
    const { audit } = stores;
    const record = entry({ ...newScope(), nth: 201 });
    await audit.put(record);
    const kept = Math.ceil((record.at + RETENTION) / 1000);
    expect((await expiries(record.job_id ?? '')).job).toEqual([kept]);
  });

  test('shows none that has expired, and the older ones that are kept', async () => {
    const { audit, clock } = stores;
    const scope = newScope();
    const { job_id = '' } = entry();
    const at = clock.now();
    const first = { ...entry(scope), at, id: `${job_id}.1`, job_id, nth: 1 };
    const late = { ...entry(scope), at, id: `${job_id}.2`, job_id, nth: 201 };
    await audit.put(first);
    await audit.put(late);
    clock.move(RETENTION + 1000);
    expect(idsOf(await audit.listOfJob(job_id, { limit: 1 }))).toEqual([first.id]);
    expect(await audit.find(job_id, 2)).toBeNull();
    expect(await audit.list({ lists: [scope], limit: 5 })).toEqual([]);
  });
});
