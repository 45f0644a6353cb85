import { formsOf } from './secret-forms.ts'

/** Removes the values of secrets from texts, in every encoding in which they are likely to travel. */
export interface Scrubber {
  /**
   * Adds a value to remove. Values under six characters are ignored: they would match by chance. Of values that change
   * (session cookies, one-time links) the newest 50 of each name are kept, so that memory is bounded.
   */
  add(name: string, value: string): void
  /**
   * The text without secrets. Also removes the first part of a secret where the text was cut: at its end, before an
   * ellipsis, and before a quotation mark (Playwright cuts the names of elements in its traces and quotes what is left).
   */
  text(text: string): string
  /** A copy of plain data with every text in it scrubbed, names of keys included. */
  data<T>(data: T): T
}

const SHORTEST = 6
const MOST_OF_A_NAME = 50
/** Forms are searched by this many first characters. */
const HEAD = 4
/** This many first characters of a secret are no coincidence. */
const LONGEST_PART = 8

interface Form {
  readonly text: string
  readonly name: string
  /** Shorter parts of it stay where a text was cut. */
  readonly part: number
}

/** A scrubber without secrets. */
export function createScrubber(): Scrubber {
  const names = new Map<string, Map<string, readonly Form[]>>()
  let finder: Finder | undefined

  function text(input: string): string {
    if (names.size === 0) return input
    finder ??= createFinder([...names.values()].flatMap((values) => [...values.values()].flat()))
    return replaceAll(input, finder)
  }

  function data<T>(input: T): T {
    if (typeof input === 'string') return text(input) as T
    if (Array.isArray(input)) return input.map(data) as T
    if (typeof input !== 'object' || input === null) return input
    return Object.fromEntries(Object.entries(input).map(([key, value]) => [text(key), data(value)])) as T
  }

  return {
    add(name, value) {
      if (value.length < SHORTEST) return
      const values = names.get(name) ?? new Map<string, readonly Form[]>()
      const forms = values.get(value)
      if (!forms) finder = undefined
      values.delete(value)
      const [oldest] = values.keys()
      if (oldest !== undefined && values.size >= MOST_OF_A_NAME) values.delete(oldest)
      names.set(name, values.set(value, forms ?? formsFor(name, value)))
    },
    text,
    data,
  }
}

interface Finder {
  /** Where a form may begin. */
  readonly heads: RegExp
  /** By their first characters; longest first, so that no part of a longer form stays behind. */
  readonly byHead: ReadonlyMap<string, readonly Form[]>
}

function formsFor(name: string, value: string): readonly Form[] {
  return formsOf(value, SHORTEST).map((text) => {
    const part = Math.min(LONGEST_PART, Math.max(HEAD, Math.ceil(text.length / 2)))
    return { text, name, part }
  })
}

function createFinder(forms: readonly Form[]): Finder {
  const byHead = new Map<string, Form[]>()
  for (const form of forms) {
    const head = form.text.slice(0, HEAD)
    const sameHead = byHead.get(head)
    if (sameHead) sameHead.push(form)
    else byHead.set(head, [form])
  }
  for (const sameHead of byHead.values()) sameHead.sort((a, b) => b.text.length - a.text.length)
  return { heads: new RegExp([...byHead.keys()].map(escapeForRegExp).join('|'), 'g'), byHead }
}

function replaceAll(input: string, { heads, byHead }: Finder): string {
  let clean = ''
  let done = 0
  heads.lastIndex = 0
  for (let hit = heads.exec(input); hit; hit = heads.exec(input)) {
    const secret = formAt(input, hit.index, byHead.get(hit[0]) ?? [])
    heads.lastIndex = hit.index + (secret?.length ?? 1)
    if (!secret) continue
    clean += `${input.slice(done, hit.index)}[secret ${secret.name}]`
    done = heads.lastIndex
  }
  return done === 0 ? input : clean + input.slice(done)
}

/** The longest form at `at`: all of it, or its first part where the text was cut. */
function formAt(input: string, at: number, forms: readonly Form[]): { name: string; length: number } | undefined {
  let best: { name: string; length: number } | undefined
  for (const { text, name, part } of forms) {
    if (best && text.length <= best.length) break
    const length = commonLength(input, at, text)
    if (length <= (best?.length ?? 0)) continue
    if (length === text.length || (length >= part && isCut(input, at + length, length))) best = { name, length }
  }
  return best
}

function commonLength(input: string, at: number, form: string): number {
  let length = HEAD
  while (length < form.length && input.charCodeAt(at + length) === form.charCodeAt(length)) length += 1
  return length
}

/** @param length of the part of the secret: a shorter part may be a whole word between quotation marks */
function isCut(input: string, end: number, length: number): boolean {
  if (end >= input.length || input[end] === '…' || input.startsWith('...', end)) return true
  return length >= LONGEST_PART && CLOSING_QUOTE.test(input.slice(end, end + 2))
}

/** Plain, or escaped in a JSON text within another. */
const CLOSING_QUOTE = /^\\?["'`]/

function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
