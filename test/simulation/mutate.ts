import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Mutation } from './mutation.ts';
import type { Found } from './probe.ts';

const ROOT = dirname(dirname(import.meta.dirname));

/** What the simulation imports. */
const SOURCES = [
  'package.json',
  'contract',
  'core',
  'adapters/memory',
  'adapters/aws/patient.ts',
  'adapters/aws/refusal.ts',
  'lambdas/invocation.ts',
  'local/scheduler',
  'bench/virtual',
  'test/simulation',
];

/** Worlds that are simulated for one mutation at most. */
export const SEEDS = {
  worlds: { first: 1, count: 600, step: 1 },
  bulk: { first: 9, count: 150, step: 12 },
  alone: { first: 1, count: 40, step: 1 },
  capacity: { first: 8, count: 50, step: 8 },
  orders: { first: 1, count: 1, step: 1 },
  declared: { first: 1, count: 1, step: 1 },
} as const;

/** A mutant that wakes itself for ever gives no answer: it is stopped after this long, ms. */
const PATIENCE = 300_000;

/**
 * Simulates the sources with the mutation, or unchanged ones, in a copy and a process of its own.
 * @throws Error when the text to be replaced does not stand in its file once, or the process fails
 */
export async function probeMutant(by: Mutation['by'], mutation?: Mutation): Promise<Found | null> {
  const copy = await mkdtemp(join(tmpdir(), 'mutant-'));
  try {
    await Promise.all(SOURCES.map((path) => cp(join(ROOT, path), join(copy, path), { recursive: true })));
    await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'dir');
    if (mutation) await mutate(join(copy, mutation.file), mutation);
    return await probe(copy, by, mutation);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

async function mutate(file: string, { name, find, replace }: Mutation): Promise<void> {
  const parts = (await readFile(file, 'utf8')).split(find);
  if (parts.length !== 2) throw new Error(`${name}: its text stands ${parts.length - 1} times in ${file}`);
  await writeFile(file, parts.join(replace));
}

async function probe(copy: string, by: Mutation['by'], mutation?: Mutation): Promise<Found | null> {
  const { first, count, step } = SEEDS[by];
  const { pair = '', seed = first } = mutation ?? {};
  const range = [seed, seed + (count - 1) * step, step].map(String);
  const args = ['--no-warnings', 'test/simulation/probe.ts', by, pair, ...range];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: copy, timeout: PATIENCE });
  return JSON.parse(stdout) as Found | null;
}
