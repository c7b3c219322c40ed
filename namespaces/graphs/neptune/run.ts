import { AwsV4Signer } from 'aws4fetch';
import { ErrorCode } from '../../../contract/errors.ts';
import { asRecord } from '../../../contract/plain-data.ts';
import type { NeptuneGraph } from '../../../contract/resources/graphs.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { resolveSecrets } from '../../../core/input/secret-reference.ts';
import type { RunContext } from '../../../core/ports/namespace.ts';
import { errorType } from '../../shared/error-code.ts';
import { parseExactJson } from '../../shared/exact-json.ts';
import { type Answer, send } from '../../shared/http.ts';
import { typeOfStatus } from '../../shared/http-status.ts';
import { unkept } from '../../shared/unkept.ts';
import { cypherOf } from '../cypher.ts';
import type { CypherDialect } from '../cypher-text.ts';
import type { Statement } from '../operations.ts';
import { GraphRows } from '../result.ts';
import { errors } from './errors.ts';
import { neptuneValue } from './values.ts';

const DIALECT: CypherDialect = { idOf: (variable) => `id(${variable})` };

/**
 * Runs the statement by the openCypher HTTPS endpoint (Neptune user guide, "openCypher HTTPS endpoint"), signed for
 * `neptune-db`.
 */
export async function runNeptune(
  statement: Statement,
  graph: NeptuneGraph,
  context: RunContext,
): Promise<unknown> {
  const query = cypherOf(statement, DIALECT, context.identity);
  const form = new URLSearchParams({ query: query.text, parameters: JSON.stringify(query.params) });
  const endpoint = (await resolveSecrets(graph.endpoint, context.secrets)).replace(/\/+$/, '');
  const signed = await new AwsV4Signer({
    ...(await context.aws.credentials()),
    url: `${endpoint}/openCypher`,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
    service: 'neptune-db',
    region: graph.region,
  }).sign();
  const headers = Object.fromEntries(signed.headers);
  const call = { method: 'POST', url: signed.url, headers, body: form.toString() };
  const answer = await send(call, context);
  const said = parse(answer);
  if (answer.status !== 200) throw refused(answer, said);
  if (answer.cut === 'larger' || answer.cut === 'coded') return unkept(answer.cut, answer.status);
  const results: unknown = said['results'];
  // The status is sent before the rows are found: a query that fails amid them leaves half an answer behind a 200.
  if (!Array.isArray(results)) {
    throw new RunError(ErrorCode.ServiceUnavailable, 'Neptune broke off its answer');
  }
  const rows = new GraphRows(query);
  for (const row of results) rows.add(asRecord(neptuneValue(row)));
  return rows.result();
}

/** The error's code says what it is; its message may quote the query. */
function refused(answer: Answer, said: Record<string, unknown>): RunError {
  const code = typeof said['code'] === 'string' ? said['code'] : String(answer.status);
  const type = errorType(errors, code) ?? typeOfStatus(answer.status);
  return new RunError(type, `Neptune answered ${answer.status} ${code}`, { cause: said['detailedMessage'] });
}

function parse({ body }: Answer): Record<string, unknown> {
  try {
    return asRecord(parseExactJson(new TextDecoder().decode(body)));
  } catch {
    return {};
  }
}
