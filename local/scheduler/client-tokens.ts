import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { MINUTE } from '../../core/time/units.ts';
import { inTransaction } from './database.ts';
import { SchedulerError } from './errors.ts';

/** For how long a token is remembered, in milliseconds; undocumented, long enough for every client's retries. */
const REMEMBERED = 10 * MINUTE;

/** The requests already done, by their ClientToken. */
export class ClientTokens {
  readonly #database: DatabaseSync;
  readonly #get;
  readonly #put;
  readonly #forget;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#get = database.prepare(
      'SELECT request, response FROM client_tokens WHERE action = ? AND token = ? AND at > ?',
    );
    this.#put = database.prepare('INSERT OR REPLACE INTO client_tokens VALUES (?, ?, ?, ?, ?)');
    this.#forget = database.prepare('DELETE FROM client_tokens WHERE at <= ?');
  }

  /**
   * Does the work, in one transaction, unless the same request was done under its token: then its answer is
   * repeated. Throws ConflictException where the token stands for another request.
   */
  once<T extends object>(
    action: string,
    { ClientToken: token, ...input }: { readonly ClientToken?: string | undefined },
    now: number,
    work: () => T,
  ): T {
    if (token === undefined) return inTransaction(this.#database, work);
    const request = createHash('sha256').update(JSON.stringify(input)).digest('base64url');
    const done = this.#get.get(action, token, now - REMEMBERED);
    if (done !== undefined) {
      if (done['request'] === request) return JSON.parse(String(done['response']));
      throw new SchedulerError(
        'ConflictException',
        `ClientToken ${token} was used before with other parameters.`,
      );
    }
    return inTransaction(this.#database, () => {
      const response = work();
      this.#forget.run(now - REMEMBERED);
      this.#put.run(action, token, request, JSON.stringify(response), now);
      return response;
    });
  }
}
