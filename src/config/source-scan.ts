/** A property of an object literal, by its places in the text. */
interface SourceProperty {
  readonly name: string
  /** Where its name begins. */
  readonly at: number
  /** Where its value begins; that of a shorthand is its name. */
  readonly valueAt: number
}

/** A call of a function, by its places in the text: where its name begins, and its opening bracket. */
export interface SourceCall {
  readonly at: number
  readonly open: number
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }
const NAME = /[\w$]+/y
/** What stands before a slash that begins a regular expression, not a division; comments may follow it. */
const BEFORE_PATTERN = /(?:[=(,:[!&|?{};]|=>|\breturn)(?:\s|\/\/[^\n]*\n|\/\*(?:(?!\*\/)[\s\S])*\*\/)*$/
/** Characters that are read before a slash. */
const MOST_BEFORE = 200

/**
 * Scans TypeScript just far enough to find properties of literals: strings, templates, comments and brackets. Text that it
 * cannot follow ends the scan, so that less is found and nothing wrong.
 */
export function propertiesAt(text: string, open: number): readonly SourceProperty[] {
  const properties: SourceProperty[] = []
  for (const at of elementsAt(text, open)) {
    if (text.startsWith('...', at)) {
      const spread = nextToken(text, at + 3)
      if (text[spread] === '{') properties.push(...propertiesAt(text, spread))
      continue
    }
    const name = nameAt(text, at)
    if (name === undefined) continue
    const colon = nextToken(text, at + name.length)
    const valueAt = text[colon] === ':' ? nextToken(text, colon + 1) : at
    properties.push({ name: name.replace(/^['"]|['"]$/g, ''), at, valueAt })
  }
  return properties
}

/** Where the elements of an array, or the arguments of a call, begin. @param open its bracket */
export function elementsAt(text: string, open: number): readonly number[] {
  const elements: number[] = []
  for (let at = nextToken(text, open + 1); at < text.length && !isClosing(text, at); at = nextElement(text, at)) {
    elements.push(at)
  }
  return elements
}

/** The calls of a function, outside of strings and comments. */
export function callsOf(text: string, name: string): readonly SourceCall[] {
  const calls: SourceCall[] = []
  for (let at = nextToken(text, 0); at < text.length; at = nextToken(text, at)) {
    const word = wordAt(text, at)
    const open = nextToken(text, at + word.length)
    if (word === name && text[open] === '(') calls.push({ at, open })
    at = endOfLiteral(text, at) ?? at + Math.max(1, word.length)
  }
  return calls
}

/** The next place that is no space and no comment. */
export function nextToken(text: string, from: number): number {
  const blank = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y
  blank.lastIndex = from
  return from + (blank.exec(text)?.[0].length ?? 0)
}

/** The identifier that begins at a place; empty where none does. */
export function wordAt(text: string, at: number): string {
  NAME.lastIndex = at
  return NAME.exec(text)?.[0] ?? ''
}

/** The name of a property as it is written; undefined where it is computed. */
function nameAt(text: string, at: number): string | undefined {
  if (text[at] === "'" || text[at] === '"') return text.slice(at, endOfToken(text, at))
  return wordAt(text, at) || undefined
}

/** Where the element after this one begins, or its list ends. */
function nextElement(text: string, from: number): number {
  let at = from
  while (at < text.length && text[at] !== ',' && !isClosing(text, at)) at = nextToken(text, endOfToken(text, at))
  return text[at] === ',' ? nextToken(text, at + 1) : at
}

function isClosing(text: string, at: number): boolean {
  return ')]}'.includes(text[at] as string)
}

/** The end of what begins at a place: a string, a template, a regular expression, everything in brackets, a word, a sign. */
function endOfToken(text: string, at: number): number {
  const end = endOfLiteral(text, at)
  if (end !== undefined) return end
  const close = CLOSING[text[at] as string]
  if (close === undefined) return at + Math.max(1, wordAt(text, at).length)
  let inner = nextToken(text, at + 1)
  while (inner < text.length && text[inner] !== close) inner = nextToken(text, endOfToken(text, inner))
  return inner + 1
}

/** The end of a string, a template or a regular expression; undefined where none begins. */
function endOfLiteral(text: string, at: number): number | undefined {
  const sign = text[at] as string
  if (sign === "'" || sign === '"') return endOfQuoted(text, at, sign)
  if (sign === '`') return endOfTemplate(text, at)
  const isPattern = sign === '/' && BEFORE_PATTERN.test(text.slice(Math.max(0, at - MOST_BEFORE), at))
  return isPattern ? endOfPattern(text, at) : undefined
}

function endOfQuoted(text: string, from: number, quote: string): number {
  let at = from + 1
  while (at < text.length && text[at] !== quote && text[at] !== '\n') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

function endOfTemplate(text: string, from: number): number {
  let at = from + 1
  while (at < text.length && text[at] !== '`') {
    if (text.startsWith('${', at)) at = endOfToken(text, at + 1)
    else at += text[at] === '\\' ? 2 : 1
  }
  return at + 1
}

function endOfPattern(text: string, from: number): number {
  let [at, isInClass] = [from + 1, false]
  while (at < text.length && text[at] !== '\n' && (isInClass || text[at] !== '/')) {
    if (text[at] === '[') isInClass = true
    if (text[at] === ']') isInClass = false
    at += text[at] === '\\' ? 2 : 1
  }
  return at + 1
}
