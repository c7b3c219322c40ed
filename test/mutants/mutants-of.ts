import { parseSync } from '@swc/core';

/** One small change of a file: these bytes of it are replaced by another text. */
export interface Change {
  start: number;
  end: number;
  text: string;
}

interface Node {
  type: string;
  span: { start: number; end: number };
}

/** What may stand in an operator's place. */
const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '&&': ['||'],
  '||': ['&&'],
  '+=': ['-='],
  '-=': ['+='],
};

/** What may stand in a method's place. */
const METHODS: Readonly<Record<string, string>> = {
  min: 'max',
  max: 'min',
  some: 'every',
  every: 'some',
  floor: 'ceil',
  ceil: 'floor',
};

/**
 * Every change of one operator, condition, number, text or statement of a file in TypeScript, in the order of the file. What is
 * written for people (a text with a space, a template's words) and what types say stays as it is.
 */
export function mutantsOf(source: string): Change[] {
  const bytes = Buffer.from(source);
  const changes: Change[] = [];
  // A span counts bytes from 1.
  const at = ({ span }: Node) => ({ start: span.start - 1, end: span.end - 1 });
  const textOf = (start: number, end: number) => bytes.subarray(start, end).toString();
  const replace = (node: Node, ...texts: string[]) => {
    for (const text of texts) changes.push({ ...at(node), text });
  };
  const replaceBetween = (left: Node, right: Node, operator: string) => {
    const [start, end] = [at(left).end, at(right).start];
    const gap = textOf(start, end);
    for (const other of OPERATORS[operator] ?? []) {
      changes.push({ start, end, text: gap.replace(operator, () => other) });
    }
  };

  const visit: Record<string, (node: never) => void> = {
    BinaryExpression(node: Node & { operator: string; left: Node; right: Node }) {
      replaceBetween(node.left, node.right, node.operator);
      if (node.operator !== '??') return;
      for (const side of [node.left, node.right]) replace(node, textOf(at(side).start, at(side).end));
    },
    AssignmentExpression(node: Node & { operator: string; left: Node; right: Node }) {
      replaceBetween(node.left, node.right, node.operator);
    },
    IfStatement: (node: { test: Node }) => replace(node.test, 'true', 'false'),
    ConditionalExpression: (node: { test: Node }) => replace(node.test, 'true', 'false'),
    WhileStatement: (node: { test: Node }) => replace(node.test, 'false'),
    ForStatement: (node: { test: Node | null }) => node.test && replace(node.test, 'false'),
    ReturnStatement: (node: Node & { argument: (Node & { value?: string }) | null }) =>
      node.argument && node.argument.value !== 'undefined' && replace(node, 'return;'),
    ExpressionStatement: (node: Node) => replace(node, ';'),
    UnaryExpression: (node: Node & { operator: string; argument: Node }) =>
      ['!', '-'].includes(node.operator) &&
      replace(node, textOf(at(node.argument).start, at(node.argument).end)),
    UpdateExpression: (node: Node & { operator: string; argument: Node }) =>
      replace(
        node,
        `${textOf(at(node.argument).start, at(node.argument).end)}${node.operator === '++' ? '--' : '++'}`,
      ),
    NumericLiteral: (node: Node & { value: number }) => replace(node, String(node.value + 1)),
    BooleanLiteral: (node: Node & { value: boolean }) => replace(node, String(!node.value)),
    StringLiteral: (node: Node & { value: string }) => /^\S+$/.test(node.value) && replace(node, "''"),
    MemberExpression: ({ property }: { property: Node & { value?: string } }) => {
      const other = property.type === 'Identifier' && METHODS[property.value ?? ''];
      if (other) replace(property, other);
    },
  };

  function walk(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    const { type } = value as { type?: string };
    if (type?.startsWith('Ts')) walk((value as { expression?: unknown }).expression);
    else if (!UNTOUCHED.has(type ?? '')) {
      if (Object.hasOwn(visit, type ?? '')) visit[type ?? '']?.(value as never);
      for (const [key, child] of Object.entries(value)) {
        if (type !== 'KeyValueProperty' || key !== 'key') walk(child);
      }
    }
  }

  walk(parseSync(source, { syntax: 'typescript', target: 'es2024' }).body);
  return changes.sort((a, b) => a.start - b.start || a.end - b.end);
}

const UNTOUCHED = new Set(['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration', 'Import']);

/** The file with the change made. */
export function changed(source: string, { start, end, text }: Change): string {
  const bytes = Buffer.from(source);
  return `${bytes.subarray(0, start)}${text}${bytes.subarray(end)}`;
}
