import { distance } from 'fastest-levenshtein'
import type { ControlName } from '../page/page-controls.ts'

const MOST_NAMES = 4

/**
 * Names what was not found, and the most similar names on the page:
 * `not found: button "Sign in"; the page has "Log in", "Sign up"`.
 * @param locator as Playwright prints it
 */
export function notFoundLine(locator: string | undefined, names: readonly ControlName[] = []): string {
  const sought = locator === undefined ? undefined : readLocator(locator)
  if (!sought) return `not found: ${locator ?? 'the element'}`
  const sameKind = names.filter(({ role }) => role === sought.kind || sought.kind === 'text')
  const difference = (name: string) =>
    distance(name.toLowerCase(), sought.name.toLowerCase()) / Math.max(name.length, 1)
  const nearest = [...new Set(sameKind.map(({ name }) => name))]
    .sort((a, b) => difference(a) - difference(b))
    .slice(0, MOST_NAMES)
  const present = nearest.length === 0 ? `no ${sought.word} with a name` : nearest.map((name) => `"${name}"`).join(', ')
  return `not found: ${sought.word} "${sought.name}"; the page has ${present}`
}

interface Sought {
  readonly kind: ControlName['role'] | 'text'
  /** The role as the author wrote it. */
  readonly word: string
  readonly name: string
}

const FIELDS = /^(textbox|searchbox|combobox|spinbutton|checkbox|radio|switch|slider|listbox)$/

/** Undefined for a locator that names no button, link, field or text, or combines several. */
function readLocator(locator: string): Sought | undefined {
  const quoted = (text: string) => text.replace(/\\(['"])/g, '$1')
  const role =
    /^getByRole\('(\w+)', \{.*?\bname: '((?:[^'\\]|\\.)*)'[^}]*\}\)(?:\.first\(\))?$/.exec(locator) ??
    /^locator\('role=(\w+)\[name="((?:[^"\\]|\\.)*)" ?i?\]'\)(?:\.first\(\))?$/.exec(locator)
  if (role) {
    const [, word = '', name = ''] = role
    const kind = FIELDS.test(word) ? 'field' : word === 'button' || word === 'link' ? word : undefined
    return kind && { kind, word: kind === 'field' ? 'field' : word, name: quoted(name) }
  }
  const [, by, name] =
    /^getBy(Label|Placeholder|Text)\('((?:[^'\\]|\\.)*)'[^()]*\)(?:\.first\(\))?$/.exec(locator) ?? []
  if (by === undefined || name === undefined) return undefined
  return by === 'Text'
    ? { kind: 'text', word: 'text', name: quoted(name) }
    : { kind: 'field', word: 'field', name: quoted(name) }
}
