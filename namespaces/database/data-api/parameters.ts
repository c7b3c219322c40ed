const PLACEHOLDER = { postgres: /\$(\d+)/y, mysql: /\?/y } as const;

const TAG = /\$[A-Za-z_]*\$/y;

/** What begins something in which no placeholder stands, or one. */
const BEGINNING = /['"`$?]|--|\/\*/g;

/**
 * The SQL with the engine's placeholders, `$1` or `?`, as the Data API's named ones: `:p1`. What stands in quoted text, quoted
 * names, comments and dollar-quoted text is not a placeholder; one that is not closed is none of these. It is read from left
 * to right, in time linear in the text.
 */
export function namedParameters(sql: string, engine: 'postgres' | 'mysql'): string {
  const opaque = new Opaque(sql);
  let count = 0;
  let named = '';
  let kept = 0;
  for (let at = nextBeginning(sql, 0); at >= 0; ) {
    const placeholder = matchAt(PLACEHOLDER[engine], sql, at);
    if (placeholder) {
      count += 1;
      named += `${sql.slice(kept, at)}:p${engine === 'postgres' ? placeholder[1] : count}`;
      kept = at + placeholder[0].length;
    }
    at = nextBeginning(sql, placeholder ? kept : (opaque.endOf(at) ?? at + 1));
  }
  return named + sql.slice(kept);
}

function nextBeginning(sql: string, from: number): number {
  BEGINNING.lastIndex = from;
  return BEGINNING.exec(sql)?.index ?? -1;
}

function matchAt(pattern: RegExp, sql: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(sql);
}

/** Finds ends, and remembers what was looked for in vain, so that no part of the SQL is gone through again and again. */
class Opaque {
  readonly #sql: string;
  /** Ends that do not come any more. */
  readonly #absent = new Set<string>();
  /** Places within a text from which no quote closes it. */
  #unclosed: Uint8Array | undefined;
  /** Where dollar-quoted text may end, by its tag. */
  #tags: Map<string, number[]> | undefined;

  constructor(sql: string) {
    this.#sql = sql;
  }

  /** Where what begins at `at` ends, or undefined for what does not end or is nothing that could. */
  endOf(at: number): number | undefined {
    switch (this.#sql[at]) {
      case "'":
        return this.#endOfText(at);
      case '"':
        return this.#endOfName(at);
      case '`':
        return this.#after('`', at + 1);
      case '-':
        return this.#after('\n', at) ?? this.#sql.length;
      case '/':
        return this.#after('*/', at + 2);
      default: {
        const tag = matchAt(TAG, this.#sql, at)?.[0];
        return tag === undefined ? undefined : this.#endOfTagged(tag, at + tag.length);
      }
    }
  }

  #after(end: string, from: number): number | undefined {
    if (this.#absent.has(end)) return undefined;
    const found = this.#sql.indexOf(end, from);
    if (found >= 0) return found + end.length;
    this.#absent.add(end);
    return undefined;
  }

  /** Texts between tags are looked up: there may be a tag of its own for every few characters. */
  #endOfTagged(tag: string, from: number): number | undefined {
    this.#tags ??= this.#allTags();
    const places = this.#tags.get(tag) ?? [];
    while ((places.at(-1) ?? from) < from) places.pop();
    const end = places.at(-1);
    return end === undefined ? undefined : end + tag.length;
  }

  /** Where each tag stands, the last place first. */
  #allTags(): Map<string, number[]> {
    const tags = new Map<string, number[]>();
    for (
      let at = this.#sql.lastIndexOf('$');
      at >= 0;
      at = at === 0 ? -1 : this.#sql.lastIndexOf('$', at - 1)
    ) {
      const tag = matchAt(TAG, this.#sql, at)?.[0];
      if (tag === undefined) continue;
      const places = tags.get(tag);
      if (places) places.push(at);
      else tags.set(tag, [at]);
    }
    return tags;
  }

  /** A doubled quote is one within the name; where none closes it, the last doubled one does, as two names. */
  #endOfName(at: number): number | undefined {
    let doubled: number | undefined;
    for (let end = this.#after('"', at + 1); end !== undefined; end = this.#after('"', end + 1)) {
      if (this.#sql[end] !== '"') return end;
      doubled = end;
    }
    return doubled;
  }

  /** As in a name; a backslash makes the next character, but no line's end, stand for itself. */
  #endOfText(at: number): number | undefined {
    this.#unclosed ??= new Uint8Array(this.#sql.length + 1);
    const passed: number[] = [];
    let doubled: number | undefined;
    for (let here = at + 1; here < this.#sql.length && !this.#unclosed[here]; ) {
      passed.push(here);
      const character = this.#sql[here];
      const next = this.#sql[here + 1];
      if (character === "'") {
        if (next !== "'") return here + 1;
        doubled = here + 1;
        passed.length = 0;
        here += 2;
      } else if (character === '\\') {
        if (next === undefined || /[\n\r\u2028\u2029]/.test(next)) break;
        here += 2;
      } else here += 1;
    }
    for (const place of passed) this.#unclosed[place] = 1;
    return doubled;
  }
}
