import type { EnvConfig } from '../../../../contract/config.ts';
import { Limits } from '../../../../contract/limits.ts';
import type { Payload } from '../../../../core/jobs/payload.ts';
import { prepareRun } from '../../../../core/usecases/execute/prepare-run.ts';
import { jobRow, runningRun } from '../../../rows.ts';

const NOW = Date.UTC(2030, 0, 1);
const SECRET = 'planted-secret';
const row = jobRow(NOW, { namespace: 'storage', target: 'files:upload', timeout: 2000 });
const run = runningRun(NOW);

/** What a run is asked to do, and what was told to be hidden. */
async function prepared(
  input: Record<string, unknown>,
  preset: Record<string, unknown> | undefined,
  session?: Payload['session'],
) {
  const hidden: string[] = [];
  const events = preset && { log: { operation: 'upload' as const, input: preset } };
  const files = { provider: 's3', bucket: 'files', ...(events && { events }) } as const;
  const env: EnvConfig = { storage: { files }, inputSecrets: ['KEY'] };
  const target = { resource: 'files', ...(preset ? { event: 'log' } : { operation: 'upload' }) };
  const payload = {
    target,
    input,
    ...(session && { session }),
  };
  const secrets = { get: async () => SECRET };
  const config = { products: { shop: { envs: { dev: env } } } };
  const asked = await prepareRun(config, row, payload, run, secrets, (value) => hidden.push(value));
  return { input: asked.input, hidden };
}

describe('what a run is asked to do', () => {
  test('hides the token of the session, and each text that a secret was inserted into', async () => {
    const session = { tag: 'user', token: 'tok-1234' };
    const input = {
      a: '$Secret{KEY}',
      b: 'Bearer $Secret{KEY}',
      c: '$Concat($Session{token}, ":x")',
      d: 'plain',
    };
    const { hidden } = await prepared(input, { fileName: 'log $Secret{KEY}' }, session);
    expect(hidden).toEqual(['tok-1234', `Bearer ${SECRET}`, 'tok-1234:x', `log ${SECRET}`]);
  });

  test('hides few of many such texts, and none that is long: the secret in them is hidden whatever stands around it', async () => {
    const many = Array.from({ length: 300 }, (_, index) => `${index} $Secret{KEY}`);
    expect((await prepared({ long: `${'x'.repeat(600)} $Secret{KEY}`, many }, undefined)).hidden).toEqual(
      many.slice(0, 20).map((text) => text.replace('$Secret{KEY}', SECRET)),
    );
  });

  test('is refused where a named operation would change a secret', async () => {
    await expect(prepared({}, { fileName: '$Uppercase($Secret{KEY})' })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      message: expect.stringContaining('preset.fileName: $Secret{KEY} must not stand within $Uppercase'),
    });
  });

  test('is refused where input and named operation together hold too many operators', async () => {
    const half = Array.from({ length: 501 }, () => '$Now()');
    expect((await prepared({ half }, { fileName: 'x' })).input).toMatchObject({ fileName: 'x' });
    await expect(prepared({ half }, { fileName: 'x', half })).rejects.toThrow(
      'there are more than 1000 operators',
    );
  });

  test('is refused where placeholders make the input larger than 1 MB', async () => {
    const preset = { fileName: 'x', data: Array.from({ length: 6 }, () => '{{document:any}}') };
    const document = { text: 'x'.repeat(200_000) };
    await expect(prepared({ document }, preset)).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      message: `the completed input has too many characters; at most ${Limits.evaluatedInput} are allowed`,
    });
  });

  test('is refused where placeholders put one text into more places than 1 MB has room for', async () => {
    const preset = { fileName: 'x', data: Array.from({ length: 6 }, () => 'a {{text}}') };
    await expect(prepared({ text: 'x'.repeat(200_000) }, preset)).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      message: expect.stringContaining('the operators together take more than'),
    });
  });

  test('hides texts with a secret of up to 512 characters, each once', async () => {
    const text = (length: number) => `${'x'.repeat(length - SECRET.length)}$Secret{KEY}`;
    const { hidden } = await prepared({ a: text(512), b: text(513), c: text(512) }, undefined);
    expect(hidden.map(({ length }) => length)).toEqual([512]);
  });

  test('may have 1 MB of characters once it is filled', async () => {
    const filled = (more: number) => {
      const quarter = 'x'.repeat(Limits.evaluatedInput / 8);
      const input = { quarter, rest: 'x'.repeat(Limits.evaluatedInput / 8 - 1 + more) };
      const data = [...Array(7).fill('{{quarter:any}}'), '{{rest:any}}'];
      return prepared(input, { fileName: 'x', data });
    };
    await expect(filled(0)).resolves.toBeDefined();
    await expect(filled(1)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  test('knows the run, the job and its moments, and of secrets those that inputs may name', async () => {
    const input = {
      all: '$Var(execution_count) $Var(job_id) $Var(product) $Var(env) $Var(attempt)',
      at: '$Var(occurrence)',
      first: '$Var(scheduled_at)',
      now: '$Now()',
    };
    expect((await prepared(input, undefined)).input).toEqual({
      all: `1 ${row.id} shop dev 1`,
      at: NOW,
      first: NOW,
      now: NOW,
    });
    await expect(prepared({ a: '$Secret{OTHER}' }, undefined)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
