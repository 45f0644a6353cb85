import { nearest, type Target } from '../../core/index.ts'
// The file and not the folder's index: that one loads Playwright, which has no place in the worker process.
import { DOORS as DOOR_NAMES } from '../../probe/index.ts'
import type { FoundProbe } from '../protocol/protocol.ts'

const DOORS: readonly string[] = DOOR_NAMES

/** Reports a problem of an option of a probe. */
export type Complain = (path: string, expected: string, got: unknown, hint?: string) => void

/**
 * What a target must have for a probe to run for it: doors, or names in its `urls`. A probe that names its target and has a
 * surface of a name of its own needs nothing: it knows where it goes.
 */
export function needsOf(probe: FoundProbe, targets: readonly Target[], complain: Complain): readonly string[] {
  const { needs, session } = probe.options
  const named = needs === undefined ? usualNeeds(probe, targets) : listOf(needs)
  const known = [...DOORS, ...targets.flatMap(({ urls }) => Object.keys(urls ?? {}))]
  const unknown = named?.find((need) => !known.includes(need))
  if (named === undefined || unknown !== undefined) {
    const meant = unknown === undefined ? undefined : nearest(unknown, known)
    if (needs === undefined) complainOfSurface(probe, complain)
    else
      complain(
        'needs',
        `a list of doors of a target: ${known.join(', ')}`,
        unknown ?? needs,
        meant && `Did you mean "${meant}"?`,
      )
    return []
  }
  return session === 'signed-in' ? [...new Set([...named, 'login'])] : named
}

function listOf(needs: unknown): readonly string[] | undefined {
  return Array.isArray(needs) ? needs.map(String) : undefined
}

function usualNeeds({ options }: FoundProbe, targets: readonly Target[]): readonly string[] | undefined {
  const surface = String(options.surface)
  const target = targets.find(({ name }) => name === options.target)
  const isPlain = target !== undefined && !DOOR_NAMES.some((door) => target[door] !== undefined || isOff(target, door))
  if (isPlain) return []
  if (DOORS.includes(surface) || targets.some(({ urls }) => Object.hasOwn(urls ?? {}, surface))) return [surface]
  return target === undefined ? undefined : []
}

function isOff({ off = [] }: Target, door: string): boolean {
  return off.some(({ doors }) => doors.includes(door))
}

function complainOfSurface({ options }: FoundProbe, complain: Complain): void {
  complain(
    'surface',
    `one of ${DOORS.join(', ')}, or a name of your own with target or needs`,
    options.surface,
    "Say which target it is for (target: 'shop'), or which doors it uses (needs: ['chat']).",
  )
}
