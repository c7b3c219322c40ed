import fc from 'fast-check';
import type { Resource } from '../../../contract/config.ts';
import {
  applyPreset,
  evaluatePreset,
  presetIssues,
  resolveNamed,
} from '../../../core/config/apply-preset.ts';

const named = {
  operation: 'update',
  input: { table: 'rows', where: { id: '{{id}}', at: { $lt: '{{at}}' } }, data: { state: '{{state}}' } },
} as const;
const resource: Resource = { provider: 'postgres', url: 'postgres://h/d', events: { close: named } };
const accepted = (input: Record<string, unknown>) => ({ target: { resource: 'db', event: 'close' }, input });
const resolved = (input: Record<string, unknown>) => resolveNamed(accepted(input), resource).input;

describe('a named operation', () => {
  test('takes its values from the input itself, its query and its data, and nothing else of it', () => {
    const input = {
      query: { id: 1 },
      data: { state: 'done', role: 'admin' },
      at: 5,
      table: 'users',
      all: true,
    };
    expect(resolved(input)).toEqual({
      table: 'rows',
      where: { id: 1, at: { $lt: 5 } },
      data: { state: 'done' },
    });
  });

  test('is refused a value that would be a condition, with the path at which the dispatch gives it', () => {
    const input = { query: { id: { $ne: 'zzz' } }, data: { state: ['a'] }, at: null };
    expect(presetIssues(accepted(input), named)).toEqual([
      { path: 'input.query.id', message: '{{id}} takes text, a number or a boolean; got an object' },
      { path: 'input.at', message: '{{at}} takes text, a number or a boolean; got null' },
      { path: 'input.data.state', message: '{{state}} takes text, a number or a boolean; got a list' },
    ]);
  });

  test('is refused a name that is given twice: data must not replace the id of a query', () => {
    const input = { query: { id: 1 }, data: { id: 2, state: 'done' }, at: 5 };
    expect(presetIssues(accepted(input), named)).toEqual([
      { path: 'input.query.id', message: 'is given twice, as input.query.id and as input.data.id' },
    ]);
    expect(() => resolved(input)).toThrow(
      'input.query.id: is given twice, as input.query.id and as input.data.id',
    );
    expect(presetIssues(accepted({ ...input, data: { id: 1, state: 'done' } }), named)).toEqual([]);
  });

  test('keeps the shape of its preset whatever JSON fills it, or is refused', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (id, state) => {
        try {
          const { where, data, table } = resolved({ id, state, at: 1 });
          expect({ where, data, table }).toEqual({
            where: { id, at: { $lt: 1 } },
            data: { state },
            table: 'rows',
          });
          expect([id, state].every((value) => ['string', 'number', 'boolean'].includes(typeof value))).toBe(
            true,
          );
        } catch (error) {
          if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'VALIDATION_ERROR') throw error;
        }
      }),
    );
  });

  test('without placeholders is where the input starts from, which it overrides', () => {
    const events = { ask: { operation: 'query', input: { table: 'rows', limit: 10 } } } as const;
    const ask = (input: Record<string, unknown>) =>
      resolveNamed({ target: { resource: 'db', event: 'ask' }, input }, { ...resource, events }).input;
    expect(ask({ query: {}, limit: 5 })).toEqual({ table: 'rows', limit: 5 });
  });

  test('of a query takes the condition of the input as its own, unless there is none or it has one', () => {
    const of = (operation: 'query' | 'raw', input: Record<string, unknown>) => {
      const events = { ask: { operation, input: { table: 'rows', query: 'select 1' } } } as const;
      return resolveNamed({ target: { resource: 'db', event: 'ask' }, input }, { ...resource, events });
    };
    expect(of('query', { query: { id: 1 } }).input).toEqual({
      table: 'rows',
      query: 'select 1',
      where: { id: 1 },
    });
    expect(of('query', { query: { id: 1 }, where: { id: 2 } }).input).toMatchObject({ where: { id: 2 } });
    expect(of('query', { query: 'text' }).input).toMatchObject({ query: 'text' });
    expect(of('query', { query: ['text'] }).input).toMatchObject({ query: ['text'] });
    expect(of('raw', { query: { id: 1 } }).input).toEqual({ table: 'rows', query: { id: 1 } });
    expect(of('raw', {})).toEqual({
      target: { resource: 'db', operation: 'raw' },
      input: { table: 'rows', query: 'select 1' },
    });
  });

  test('is told which of its values by a path is missing or given twice, where the dispatch gives it', () => {
    const events = { e: { operation: 'query', input: { table: '{{user.name}}' } } } as const;
    const issues = (input: Record<string, unknown>) =>
      presetIssues({ target: { resource: 'db', event: 'e' }, input }, events.e).map(({ path }) => path);
    expect(issues({})).toEqual(['input.user.name']);
    expect(issues({ data: { user: {} } })).toEqual(['input.data.user.name']);
    expect(issues({ user: { name: 'a' }, query: { user: { name: 'b' } } })).toEqual(['input.user']);
    expect(issues({ user: { name: 'a' }, query: [{ user: 1 }], data: null })).toEqual([]);
  });

  test('is only one that the resource has, and none of an HTTP app', () => {
    const target = (event?: string) => ({ resource: 'db', ...(event && { event }) });
    const input = { a: 1 };
    for (const event of ['other', 'toString', undefined])
      expect(resolveNamed({ target: target(event), input }, resource)).toEqual({
        target: target(event),
        input,
      });
    const app = {
      provider: 'http',
      baseUrl: 'http://h',
      events: { close: { method: 'GET', path: '/' } },
    } as const;
    expect(resolveNamed({ target: target('close'), input }, app)).toEqual({ target: target('close'), input });
    const { events: _none, ...bare } = resource as typeof resource & { events: object };
    expect(resolveNamed({ target: target('close'), input }, bare as Resource).input).toEqual(input);
  });
});

describe('at a run', () => {
  const list = {
    operation: 'query',
    input: { table: 'rows', where: { id: { $in: '{{ids:list}}' } }, at: '$Now()' },
  };
  const target = { resource: 'db', event: 'list' };
  const evaluate = async (preset: unknown, literal: (text: string) => unknown) => ({
    ...(preset as object),
    where: { id: { $in: literal('{{ids:list}}') } },
    at: 5,
  });

  test('a preset is evaluated and filled in one step, by what the caller gave as it is', async () => {
    const ids = ['$Now()', '{{ids}}'];
    expect(await evaluatePreset({ target, input: { query: { ids } } }, list, evaluate)).toEqual({
      target: { resource: 'db', operation: 'query' },
      input: { table: 'rows', where: { id: { $in: ids } }, at: 5 },
    });
  });

  test('an operator stands for any value no more, as it does at dispatch', async () => {
    const accepted = { target, input: { ids: '$Split("a,b", ",")' } };
    expect(presetIssues(accepted, list)).toEqual([]);
    expect(applyPreset(accepted, list).input).toMatchObject({ where: { id: { $in: '$Split("a,b", ",")' } } });
    await expect(evaluatePreset(accepted, list, evaluate)).rejects.toThrow(
      expect.objectContaining({
        code: 'VALIDATION_ERROR',
        message: 'input.ids: {{ids:list}} takes a list of texts, numbers and booleans; got text',
      }),
    );
  });

  test('an operation without a preset has the input of the dispatch', async () => {
    const bare = { operation: 'query' };
    const accepted = { target, input: { table: 'rows' } };
    const expected = { target: { resource: 'db', operation: 'query' }, input: { table: 'rows' } };
    expect(presetIssues(accepted, bare)).toEqual([]);
    expect(applyPreset(accepted, bare)).toEqual(expected);
    expect(await evaluatePreset(accepted, bare, async (preset) => preset)).toEqual(expected);
  });
});

test('a value that is given twice alike, and wrong, is told where it is given last', () => {
  const accepted = { target: { resource: 'db' }, input: { query: { id: null }, data: { id: null } } };
  const named = { operation: 'query', input: { where: { id: '{{id}}' } } };
  expect(presetIssues(accepted, named).map(({ path }) => path)).toEqual(['input.data.id']);
});
