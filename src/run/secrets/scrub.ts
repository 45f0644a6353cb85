import { formsOf } from './secret-forms.ts'

/** Takes the values of secrets out of texts, in every form they are likely to travel in. */
export interface Scrubber {
  /**
   * From now on this value is taken out too. Values under six characters are left: they would hit by chance. Of values
   * that change (session cookies, one-time links) the newest of each name are remembered, so that memory has an end.
   */
  add(name: string, value: string): void
  /**
   * Also takes out the beginning of a secret where the text ends with it, or goes on with an ellipsis: whoever gave us
   * the text had cut it.
   */
  text(text: string): string
  /** A copy of plain data with every text in it scrubbed, names of keys included. */
  data<T>(data: T): T
}

const SHORTEST = 6
const MOST_OF_A_NAME = 50
/** All forms are looked for by so many first characters. */
const HEAD = 4
/** So much of the beginning of a secret is not there by chance. */
const LONGEST_PART = 8

interface Form {
  readonly text: string
  readonly name: string
  /** Shorter beginnings of it are left where a text was cut. */
  readonly part: number
}

/** A scrubber that knows no secret yet. */
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
      const known = values.get(value)
      if (!known) finder = undefined
      values.delete(value)
      const [oldest] = values.keys()
      if (oldest !== undefined && values.size >= MOST_OF_A_NAME) values.delete(oldest)
      names.set(name, values.set(value, known ?? formsFor(name, value)))
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
    const others = byHead.get(head)
    if (others) others.push(form)
    else byHead.set(head, [form])
  }
  for (const alike of byHead.values()) alike.sort((a, b) => b.text.length - a.text.length)
  return { heads: new RegExp([...byHead.keys()].map(escapeForRegExp).join('|'), 'g'), byHead }
}

function replaceAll(input: string, { heads, byHead }: Finder): string {
  let clean = ''
  let done = 0
  heads.lastIndex = 0
  for (let hit = heads.exec(input); hit; hit = heads.exec(input)) {
    const found = formAt(input, hit.index, byHead.get(hit[0]) ?? [])
    heads.lastIndex = hit.index + (found?.length ?? 1)
    if (!found) continue
    clean += `${input.slice(done, hit.index)}[secret ${found.name}]`
    done = heads.lastIndex
  }
  return done === 0 ? input : clean + input.slice(done)
}

/** The longest form that stands at `at`: all of it, or its beginning where the text was cut. */
function formAt(input: string, at: number, forms: readonly Form[]): { name: string; length: number } | undefined {
  let best: { name: string; length: number } | undefined
  for (const { text, name, part } of forms) {
    if (best && text.length <= best.length) break
    const length = commonLength(input, at, text)
    if (length <= (best?.length ?? 0)) continue
    if (length === text.length || (length >= part && isCut(input, at + length))) best = { name, length }
  }
  return best
}

function commonLength(input: string, at: number, form: string): number {
  let length = HEAD
  while (length < form.length && input.charCodeAt(at + length) === form.charCodeAt(length)) length += 1
  return length
}

function isCut(input: string, end: number): boolean {
  return end >= input.length || input[end] === '…' || input.startsWith('...', end)
}

function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
