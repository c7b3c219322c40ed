import type { Config } from '../../../../contract/config.ts';
import { RequestError } from '../../../../core/errors/request-error.ts';
import { dispatchJob } from '../../../../core/usecases/dispatch/dispatch-job.ts';
import { inputs } from '../../../../namespaces/input-registry.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { SETUP } from '../../../simulation/scenario.ts';
import { World } from '../../../simulation/world.ts';

const object = { $ne: 'zzz' };
const config: Config = {
  products: {
    shop: {
      envs: {
        dev: {
          database: {
            mongo: {
              provider: 'mongodb',
              url: 'mongodb://h',
              database: 'd',
              events: {
                close: {
                  operation: 'update',
                  input: { table: 'rows', where: { id: '{{id}}' }, data: { state: 'closed' } },
                },
                pick: {
                  operation: 'query',
                  input: { table: 'rows', where: { id: { $in: '{{ids:list}}' } } },
                },
              },
            },
          },
          graphs: {
            social: {
              provider: 'neo4j',
              url: 'bolt://h:7687',
              events: { drop: { operation: 'deleteNodes', input: { filter: { id: '{{id}}' } } } },
            },
          },
          storage: {
            files: {
              provider: 's3',
              bucket: 'files',
              events: {
                clean: { operation: 'cleanup', input: { patterns: '{{patterns:list}}', olderThanHours: 1 } },
              },
            },
          },
          notifications: {
            mails: {
              provider: 'channels',
              email: { transport: 'smtp', url: 'smtp://h', from: 'a@b.c' },
              callback: { url: 'http://h/hooks/:id' },
              messages: {
                note: { email: { subject: 'Hi', html: '{{content}}' }, callback: { body: { id: '{{id}}' } } },
              },
            },
          },
        },
      },
    },
  },
};

async function issuesOf(namespace: Parameters<typeof dispatchJob>[0], fields: Record<string, unknown>) {
  const world = new World(1, Date.UTC(2026, 0, 1), NO_FAULTS);
  const error: unknown = await dispatchJob(
    namespace,
    { product: 'shop', env: 'dev', ...fields },
    { ...SETUP, config, inputs },
    world.outside(),
  ).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error === undefined) return [];
  // The API answers a RequestError by its code: this one with 400.
  if (!(error instanceof RequestError) || error.code !== 'VALIDATION_ERROR') throw error;
  return error.issues?.map(({ path }) => path);
}

describe('a dispatch of a named operation', () => {
  test.each([
    ['database', { database: 'mongo', event: 'close', input: { id: object } }, 'input.id'],
    ['database', { database: 'mongo', event: 'close', input: { query: { id: [1] } } }, 'input.query.id'],
    ['database', { database: 'mongo', event: 'pick', input: { ids: [object] } }, 'input.ids'],
    ['database', { database: 'mongo', event: 'pick', input: { ids: 'a' } }, 'input.ids'],
    ['graphs', { graph: 'social', event: 'drop', input: { id: object } }, 'input.id'],
    ['storage', { storage: 'files', event: 'clean', input: { patterns: 'a' } }, 'input.patterns'],
    [
      'notifications',
      {
        notification: 'mails:note',
        input: { email: { recipients: ['a@b.c'], template: { content: ['<b>'] } } },
      },
      'input.email.template.content',
    ],
    [
      'notifications',
      { notification: 'mails:note', input: { callback: { params: { id: object }, body: { id: 1 } } } },
      'input.callback.params.id',
    ],
    [
      'notifications',
      { notification: 'mails:note', input: { callback: { params: { id: 1 }, body: { id: object } } } },
      'input.callback.body.id',
    ],
  ] as const)('of %s with %j is 400 and names %s', async (namespace, fields, path) => {
    expect(await issuesOf(namespace, fields)).toEqual([path]);
  });

  test.each([
    ['database', { database: 'mongo', event: 'close', input: { query: {}, data: { id: 'a' } } }],
    ['database', { database: 'mongo', event: 'close', input: { id: '$Session{tag}' }, session: 'a:b' }],
    ['database', { database: 'mongo', event: 'pick', input: { ids: ['a', 1] } }],
    ['database', { database: 'mongo', event: 'pick', input: { ids: '$Split("a,b", ",")' } }],
    ['graphs', { graph: 'social', event: 'drop', input: { id: 'n1' } }],
    ['storage', { storage: 'files', event: 'clean', input: { patterns: ['*.tmp'] } }],
    [
      'notifications',
      {
        notification: 'mails:note',
        input: { email: { recipients: ['a@b.c'], template: { content: '<b>' } } },
      },
    ],
  ] as const)('of %s with %j is accepted', async (namespace, fields) => {
    expect(await issuesOf(namespace, fields)).toEqual([]);
  });

  test('of a query of a graph takes no operator in its text', async () => {
    const input = { query: 'MATCH (n {id: "$Session{tag}"}) RETURN n' };
    expect(await issuesOf('graphs', { graph: 'social', operation: 'query', input })).toEqual(['input.query']);
  });
});
