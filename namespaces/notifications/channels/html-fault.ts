/** Comments, scripts, styles, and tags: what of HTML is not text. */
const MARKUP =
  /<!--.*?(?:-->|$)|<(script|style)\b.*?(?:<\/\1\s*>|$)|<(?:\{\{|[a-z/!?])(?:"[^"]*"|'[^']*'|[^"'>])*(?:>|$)/gis;
const QUOTED = /=\s*(?:"[^"]*"|'[^']*')/g;
const HANDLER = /\son\w+\s*=\s*(?:"[^"]*\{\{|'[^']*\{\{)/i;

/** Why a message's HTML has a placeholder where escaping its value is not enough, if it has one. */
export function htmlFault(html: string): string | undefined {
  const unsafe = [...html.matchAll(MARKUP)].some(([markup, raw]) => {
    const isTag = raw === undefined && !markup.startsWith('<!--');
    return isTag
      ? HANDLER.test(markup) || markup.replaceAll(QUOTED, '').includes('{{')
      : markup.includes('{{');
  });
  return unsafe
    ? 'may hold {{…}} only as text or within a quoted attribute; not in scripts, styles, comments and event handlers'
    : undefined;
}
