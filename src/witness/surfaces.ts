/** The components of each surface, by name, part of a name, or id. Empty list: the page has no component for it. */
export type SurfaceComponents = Readonly<Record<string, readonly string[]>>

interface Rule {
  readonly surface: string
  readonly pattern: RegExp
  readonly except?: RegExp
}

/** Components whose name contains a word of a rule but that are no surface. */
const NO_SURFACE = /government|\bgov\b|fedramp|compliance|status page|support|docs|documentation|community|academy/i

/** The first matching rule applies. Patterns, not fixed names: providers rename and split components. */
const RULES: readonly Rule[] = [
  { surface: 'login', pattern: /log[- ]?ins?\b|sign[- ]?ins?\b|\bsso\b|authenticat|\bauth\b|identity/i },
  { surface: 'mobile', pattern: /mobile|\bios\b|android/i },
  {
    surface: 'cli',
    pattern: /\bcli\b|\bcode\b|\bcodex\b|command[- ]line/i,
    except: /\bweb\b|extension|vs ?code|\bapp\b/i,
  },
  { surface: 'console', pattern: /console|platform|dashboard/i },
  {
    surface: 'api',
    pattern: /\bapis?\b|chat completions|\bresponses\b|\bmessages\b/i,
    except: /admin|usage|batch|files?\b|fine|embedding|realtime|image|audio/i,
  },
  { surface: 'chat', pattern: /\bapp\b|\.ai\b|\bchat|conversation|\bweb\b/i },
]

/** Surfaces that pages seldom list: their trouble appears under the web app. */
const UNDER_THE_APP = ['login', 'mobile'] as const

/**
 * The surfaces of each component, by the component's id. The configuration takes precedence over names.
 */
export function mapSurfaces(
  components: readonly { readonly id: string; readonly name: string }[],
  configured: SurfaceComponents = {},
): ReadonlyMap<string, readonly string[]> {
  const byName = surfacesByName(components)
  return new Map(
    components.map((component) => {
      const byRule = (byName.get(component.id) ?? []).filter((surface) => configured[surface] === undefined)
      const named = Object.keys(configured).filter((surface) =>
        configured[surface]?.some((name) => fits(component, name)),
      )
      return [component.id, [...byRule, ...named]]
    }),
  )
}

function fits(component: { readonly id: string; readonly name: string }, wanted: string): boolean {
  return component.id === wanted || component.name.toLowerCase().includes(wanted.toLowerCase())
}

function surfacesByName(
  components: readonly { readonly id: string; readonly name: string }[],
): ReadonlyMap<string, readonly string[]> {
  const surfaceById = new Map(components.map(({ id, name }) => [id, surfaceOf(name)]))
  const listed = new Set(surfaceById.values())
  const unlisted = UNDER_THE_APP.filter((surface) => !listed.has(surface))
  return new Map(
    [...surfaceById].map(([id, surface]) => [
      id,
      surface === undefined ? [] : surface === 'chat' ? ['chat', ...unlisted] : [surface],
    ]),
  )
}

function surfaceOf(name: string): string | undefined {
  if (NO_SURFACE.test(name)) return undefined
  return RULES.find(({ pattern, except }) => pattern.test(name) && !except?.test(name))?.surface
}
