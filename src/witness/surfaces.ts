/** Which components of the page speak of which surface: by name (or a part of it), or by id. An empty list: none does. */
export type SurfaceComponents = Readonly<Record<string, readonly string[]>>

interface Rule {
  readonly surface: string
  readonly says: RegExp
  readonly unless?: RegExp
}

/** Parts that share a word with a door and are none. */
const NOT_A_DOOR = /government|\bgov\b|fedramp|compliance|status page|support|docs|documentation|community|academy/i

/** The first rule that fits decides. Providers rename and split components, so no name or id is taken for granted. */
const RULES: readonly Rule[] = [
  { surface: 'login', says: /log[- ]?ins?\b|sign[- ]?ins?\b|\bsso\b|authenticat|\bauth\b|identity/i },
  { surface: 'mobile', says: /mobile|\bios\b|android/i },
  {
    surface: 'cli',
    says: /\bcli\b|\bcode\b|\bcodex\b|command[- ]line/i,
    unless: /\bweb\b|extension|vs ?code|\bapp\b/i,
  },
  { surface: 'console', says: /console|platform|dashboard/i },
  {
    surface: 'api',
    says: /\bapis?\b|chat completions|\bresponses\b|\bmessages\b/i,
    unless: /admin|usage|batch|files?\b|fine|embedding|realtime|image|audio/i,
  },
  { surface: 'chat', says: /\bapp\b|\.ai\b|\bchat|conversation|\bweb\b/i },
]

/** Doors that pages seldom list: their trouble is told under the web app. */
const UNDER_THE_APP = ['login', 'mobile'] as const

/**
 * The surfaces each component speaks of, by the component's id. What the config says of a surface wins over its name.
 */
export function mapSurfaces(
  components: readonly { readonly id: string; readonly name: string }[],
  configured: SurfaceComponents = {},
): ReadonlyMap<string, readonly string[]> {
  const byName = guess(components)
  return new Map(
    components.map((component) => {
      const guessed = (byName.get(component.id) ?? []).filter((surface) => configured[surface] === undefined)
      const named = Object.keys(configured).filter((surface) =>
        configured[surface]?.some((name) => fits(component, name)),
      )
      return [component.id, [...guessed, ...named]]
    }),
  )
}

function fits(component: { readonly id: string; readonly name: string }, wanted: string): boolean {
  return component.id === wanted || component.name.toLowerCase().includes(wanted.toLowerCase())
}

function guess(
  components: readonly { readonly id: string; readonly name: string }[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map(components.map(({ id, name }) => [id, surfaceOf(name)]))
  const spoken = new Set(found.values())
  const under = UNDER_THE_APP.filter((surface) => !spoken.has(surface))
  return new Map(
    [...found].map(([id, surface]) => [
      id,
      surface === undefined ? [] : surface === 'chat' ? ['chat', ...under] : [surface],
    ]),
  )
}

function surfaceOf(name: string): string | undefined {
  if (NOT_A_DOOR.test(name)) return undefined
  return RULES.find(({ says, unless }) => says.test(name) && !unless?.test(name))?.surface
}
