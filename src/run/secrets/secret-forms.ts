/** Every form a secret is likely to travel in, itself first. Forms shorter than `shortest` are left out. */
export function formsOf(value: string, shortest: number): readonly string[] {
  const escaped = twice([value])
  const hex = Buffer.from(value).toString('hex')
  const base64 = [0, 1, 2].flatMap((offset) => base64At(value, offset))
  const forms = [
    ...escaped,
    // As it looks where the bytes of UTF-8 are read one by one.
    Buffer.from(value).toString('latin1'),
    hex,
    hex.toUpperCase(),
    ...base64,
    ...base64.flatMap(inAddresses),
    ...asSeed(value),
  ]
  return [...new Set(forms)].filter((form) => form.length >= shortest)
}

/** Escaped once, and what was escaped escaped again: JSON in a page, an address in JSON, an address in an address. */
function twice(values: readonly string[]): readonly string[] {
  const once = new Set(values.flatMap((value) => [value, ...escapings(value)]))
  return [...once, ...[...once].flatMap(escapings)]
}

function escapings(value: string): readonly string[] {
  return [...inAddresses(value), ...inJson(value), ...inPages(value)]
}

/** In the parts of an address: whole or strict, with slashes left, with + for a space; each in large and small letters. */
function inAddresses(value: string): readonly string[] {
  // Half a character cannot be written in an address; this writes the sign for an unknown one, as everybody does.
  const sound = Buffer.from(value).toString()
  const whole = encodeURIComponent(sound)
  const strict = whole.replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
  const forms = [
    whole,
    strict,
    strict.replaceAll('%2F', '/'),
    encodeURI(sound),
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

/** The characters of Base64 that stand for `value` alone when `offset` bytes of something else come before it. */
function base64At(value: string, offset: number): readonly string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)])
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64')
  const own = whole.slice(offset === 0 ? 0 : 4)
  return [own, own.replaceAll('+', '-').replaceAll('/', '_')]
}

/** Shorter ones no authenticator app is given. */
const SHORTEST_SEED = 16
/** Between the groups of a seed: as it is printed, in a page, in an address, in a form. */
const BETWEEN_GROUPS = [' ', '-', '\u00a0', '&nbsp;', '%20', '+']

/**
 * The seed of an authenticator app (Base32), which counts as the same in any case and however it is grouped: pages show it in
 * small letters, in groups of four. A value that is none has no such forms.
 */
function asSeed(value: string): readonly string[] {
  const seed = value.replace(/[\s-]|=+$/g, '').toUpperCase()
  if (seed.length < SHORTEST_SEED || !/^[A-Z2-7]+$/.test(seed)) return []
  return [seed, seed.toLowerCase()].flatMap((letters) => {
    const groups = letters.match(/.{1,4}/g) ?? []
    return [letters, ...BETWEEN_GROUPS.map((between) => groups.join(between))]
  })
}
