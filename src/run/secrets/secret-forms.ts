/** Every encoding in which a secret is likely to travel, itself first, without those shorter than `shortest` characters. */
export function formsOf(value: string, shortest: number): readonly string[] {
  const escaped = twice([value])
  const hex = Buffer.from(value).toString('hex')
  const base64 = [0, 1, 2].flatMap((offset) => base64At(value, offset))
  const forms = [
    ...escaped,
    // UTF-8 read as Latin-1.
    Buffer.from(value).toString('latin1'),
    hex,
    hex.toUpperCase(),
    ...base64,
    ...base64.flatMap(inAddresses),
    ...asSeed(value),
  ]
  return [...new Set(forms)].filter((form) => form.length >= shortest)
}

/** Escaped once and twice: JSON in a page, an address in JSON, an address in an address. */
function twice(values: readonly string[]): readonly string[] {
  const once = new Set(values.flatMap((value) => [value, ...escapings(value)]))
  return [...once, ...[...once].flatMap(escapings)]
}

function escapings(value: string): readonly string[] {
  return [...inAddresses(value), ...inJson(value), ...inPages(value)]
}

/** In addresses: whole or strict, with slashes kept, with + for a space; escapes in upper and lower case. */
function inAddresses(value: string): readonly string[] {
  // encodeURIComponent throws for half a surrogate pair; UTF-8 writes U+FFFD for it.
  const wellFormed = Buffer.from(value).toString()
  const whole = encodeURIComponent(wellFormed)
  const strict = whole.replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
  const forms = [
    whole,
    strict,
    strict.replaceAll('%2F', '/'),
    encodeURI(wellFormed),
    new URLSearchParams({ value }).toString().slice('value='.length),
  ]
  return [...forms, ...forms.map((form) => form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()))]
}

/** In JSON: as JavaScript writes it, with escaped slashes (PHP), with letters beyond ASCII as numbers (Python), safe for pages (Go). */
function inJson(value: string): readonly string[] {
  const plain = JSON.stringify(value).slice(1, -1)
  const ascii = plain.replace(/[^\x20-\x7e]/g, asNumber)
  return [plain, ascii, plain.replaceAll('/', '\\/'), ascii.replaceAll('/', '\\/'), ascii.replace(/[<>&']/g, asNumber)]
}

function asNumber(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
}

const BY_NAME: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** In HTML: text, attributes, and the ways libraries write quotes. */
function inPages(value: string): readonly string[] {
  const text = value.replace(/[&<>]/g, (letter) => BY_NAME[letter] ?? letter)
  const quotes = (double: string, single: string) => text.replaceAll('"', double).replaceAll("'", single)
  return [
    text,
    quotes('&quot;', "'"),
    quotes('&quot;', '&#39;'),
    quotes('&quot;', '&#039;'),
    quotes('&quot;', '&#x27;'),
    quotes('&quot;', '&apos;'),
    quotes('&#34;', '&#39;'),
  ]
}

/** The Base64 characters that encode `value` alone when `offset` other bytes come before it. */
function base64At(value: string, offset: number): readonly string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)])
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64')
  const part = whole.slice(offset === 0 ? 0 : 4)
  return [part, part.replaceAll('+', '-').replaceAll('/', '_')]
}

/** Authenticator apps get no shorter seed. */
const SHORTEST_SEED = 16
/** Separators between the groups of a seed: in print, in a page, in an address, in a form. */
const BETWEEN_GROUPS = [' ', '-', '\u00a0', '&nbsp;', '%20', '+']

/**
 * The seed of an authenticator app (Base32) in both cases and in groups of four, as pages show it. Empty for a value that is
 * no such seed.
 */
function asSeed(value: string): readonly string[] {
  const seed = value.replace(/[\s-]|=+$/g, '').toUpperCase()
  if (seed.length < SHORTEST_SEED || !/^[A-Z2-7]+$/.test(seed)) return []
  return [seed, seed.toLowerCase()].flatMap((letters) => {
    const groups = letters.match(/.{1,4}/g) ?? []
    return [letters, ...BETWEEN_GROUPS.map((between) => groups.join(between))]
  })
}
