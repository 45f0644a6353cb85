/** Takes the values of secrets out of texts, in every form they are likely to travel in. */
export interface Scrubber {
  /**
   * From now on this value is taken out too. Values under six characters are left: they would hit by chance. Of values
   * that change (session cookies, one-time links) the newest of each name are remembered, so that memory has an end.
   */
  add(name: string, value: string): void
  text(text: string): string
  /** A copy of plain data with every text in it scrubbed, names of keys included. */
  data<T>(data: T): T
}

const SHORTEST = 6
const MOST_OF_A_NAME = 50

/** A scrubber that knows no secret yet. */
export function createScrubber(): Scrubber {
  const names = new Map<string, Set<string>>()
  /** What to look for, and what to put there; longest first, so that no part of a longer form stays behind. */
  let forms = new Map<string, string>()
  let pattern: RegExp | undefined

  function build(): RegExp {
    const each = [...names].flatMap(([name, values]) => [...values].map((value) => [name, value] as const))
    forms = new Map(each.flatMap(([name, value]) => formsOf(value).map((form) => [form, `[secret ${name}]`])))
    const longestFirst = [...forms.keys()].sort((a, b) => b.length - a.length)
    return new RegExp(longestFirst.map(escapeForRegExp).join('|'), 'g')
  }

  function text(input: string): string {
    if (names.size === 0) return input
    pattern ??= build()
    return input.replace(pattern, (form) => forms.get(form) ?? '[secret]')
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
      const values = names.get(name) ?? new Set<string>()
      if (!values.delete(value)) pattern = undefined
      const [oldest] = values
      if (oldest !== undefined && values.size >= MOST_OF_A_NAME) values.delete(oldest)
      names.set(name, values.add(value))
    },
    text,
    data,
  }
}

/** As is, in URLs, in forms, in JSON, in HTML, in hexadecimal, and in Base64 at any place. */
function formsOf(value: string): readonly string[] {
  const hex = Buffer.from(value).toString('hex')
  const forms = [
    value,
    encodeURIComponent(value),
    encodeURIComponent(value).toLowerCase(),
    new URLSearchParams({ value }).toString().slice('value='.length),
    JSON.stringify(value).slice(1, -1),
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    // As it looks where the bytes of UTF-8 are read one by one.
    Buffer.from(value).toString('latin1'),
    hex,
    hex.toUpperCase(),
    ...[0, 1, 2].flatMap((offset) => base64At(value, offset)),
  ]
  return [...new Set(forms)].filter((form) => form.length >= SHORTEST)
}

/** The characters of Base64 that stand for `value` alone when `offset` bytes of something else come before it. */
function base64At(value: string, offset: number): readonly string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)])
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64')
  const own = whole.slice(offset === 0 ? 0 : 4)
  return [own, own.replaceAll('+', '-').replaceAll('/', '_')]
}

function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
