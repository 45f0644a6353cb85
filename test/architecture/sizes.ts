import { parseSync } from 'vite'
import { textOf } from './source.ts'

/** One function: where it is, how long, and how many positional parameters it takes. */
interface FunctionSize {
  /** `file: name`; an anonymous function has the name of the variable, property or call it stands in. */
  readonly at: string
  readonly lines: number
  readonly parameters: number
}

/** A node of the syntax tree (ESTree with TypeScript); `start` and `end` are offsets in the text. */
interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

/** @returns The number of lines of a text; a line break at its end opens no new one. */
export function linesIn(text: string): number {
  return text.replace(/\n$/, '').split('\n').length
}

/** Every function with a body in one file, in the order of the text. A nested function also counts for the outer one. */
export function functionsIn(file: string, text = textOf(file)): readonly FunctionSize[] {
  const functions: FunctionSize[] = []
  const visit = (node: SyntaxNode, name: string): void => {
    if (/Function(Expression|Declaration)$/.test(node.type) && isNode(node.body)) {
      const parameters = node.params as readonly unknown[]
      functions.push({
        at: `${file}: ${nameIn(node.id) ?? name}`,
        lines: linesIn(text.slice(node.start, node.end)),
        parameters: parameters.length,
      })
    }
    const inner = nameOfChildren(node, name, text)
    for (const child of childrenOf(node)) visit(child, inner)
  }
  visit(parseSync(file, text).program as unknown as SyntaxNode, 'anonymous')
  return functions
}

function nameOfChildren(node: SyntaxNode, name: string, text: string): string {
  if (node.type === 'VariableDeclarator') return nameIn(node.id) ?? name
  if (node.type === 'Property' || node.type === 'MethodDefinition') return nameIn(node.key) ?? name
  if (node.type !== 'CallExpression') return name
  const callee = node.callee as SyntaxNode
  return `callback of ${text.slice(callee.start, callee.end).slice(0, 40)}`
}

function nameIn(node: unknown): string | undefined {
  return isNode(node) && typeof node.name === 'string' ? node.name : undefined
}

function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = []
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) for (const one of value) if (isNode(one)) children.push(one)
    if (isNode(value)) children.push(value)
  }
  return children
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value
}
