import { DOORS, nearest, type Target } from '../../core/index.ts'
import type { FoundProbe } from '../protocol/protocol.ts'

const DOOR_NAMES: readonly string[] = DOORS

/** Reports a problem with an option of a probe. */
export type Complain = (path: string, expected: string, got: unknown, hint?: string) => void

/**
 * What a target must have for a probe to run for it: doors, or names in its `urls`. A probe that names its target and whose
 * surface is no door needs nothing.
 */
export function needsOf(probe: FoundProbe, targets: readonly Target[], complain: Complain): readonly string[] {
  const { needs, session } = probe.options
  const required = needs === undefined ? defaultNeeds(probe, targets) : stringsIn(needs)
  const possible = [...DOOR_NAMES, ...targets.flatMap(({ urls }) => Object.keys(urls ?? {}))]
  const unknown = required?.find((need) => !possible.includes(need))
  if (required === undefined || unknown !== undefined) {
    const similar = unknown === undefined ? undefined : nearest(unknown, possible)
    if (needs === undefined) complainOfSurface(probe, complain)
    else
      complain(
        'needs',
        `a list of doors of a target: ${possible.join(', ')}`,
        unknown ?? needs,
        similar && `Did you mean "${similar}"?`,
      )
    return []
  }
  return session === 'signed-in' ? [...new Set([...required, 'login'])] : required
}

function stringsIn(needs: unknown): readonly string[] | undefined {
  return Array.isArray(needs) ? needs.map(String) : undefined
}

function defaultNeeds({ options }: FoundProbe, targets: readonly Target[]): readonly string[] | undefined {
  const surface = String(options.surface)
  const target = targets.find(({ name }) => name === options.target)
  const isPlain = target !== undefined && !DOORS.some((door) => target[door] !== undefined || isOff(target, door))
  if (isPlain) return []
  if (DOOR_NAMES.includes(surface) || targets.some(({ urls }) => Object.hasOwn(urls ?? {}, surface))) return [surface]
  return target === undefined ? undefined : []
}

function isOff({ off = [] }: Target, door: string): boolean {
  return off.some(({ doors }) => doors.includes(door))
}

function complainOfSurface({ options }: FoundProbe, complain: Complain): void {
  complain(
    'surface',
    `one of ${DOORS.join(', ')}, or another name together with target or needs`,
    options.surface,
    "Say which target it is for (target: 'shop'), or which doors it uses (needs: ['chat']).",
  )
}
