const NUMBERS = new Intl.NumberFormat('en-GB')

/** '1,432' */
export function count(value: number): string {
  return NUMBERS.format(value)
}

/** '1 run', '2 runs', '1,432 runs'; `manyOf` for nouns that take more than an s: '1 try', '2 tries'. */
export function plural(value: number, noun: string, manyOf = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : manyOf}`
}

/** How much of a long list a sentence names. */
export interface ListLimits {
  /** Longer lists are cut. */
  readonly longest: number
  /** How many names of a cut list remain. */
  readonly named: number
}

/** 'login, chat and API'; beyond its limits 'login, chat and 9 more'. */
export function listOf(names: readonly string[], limits?: ListLimits): string {
  if (limits && names.length > limits.longest) {
    return `${names.slice(0, limits.named).join(', ')} and ${count(names.length - limits.named)} more`
  }
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
