import { MINUTE } from '../../../src/core/index.ts'
import type { Scenario } from '../../../src/sandbox/index.ts'

/** A real incident as shares of failing runs per surface: from a time on, a share, or a ramp to a second share. */
export interface RealIncident {
  readonly id: string
  readonly what: string
  readonly impact: string
  readonly firstPost?: string
  readonly end: string
  readonly surfaces: Readonly<Record<string, readonly (readonly [from: string, share: number, toShare?: number])[]>>
}

/** A scenario of a real outage as it is played here: in whole, at its own time. Undefined for one that never happened. */
export function incidentOf({ name, what, start, impact = 0, surfaces, page }: Scenario): RealIncident | undefined {
  if (start === undefined) return undefined
  const at = (minute: number) => new Date(Date.parse(start) + minute * MINUTE).toISOString().replace(':00.000Z', 'Z')
  const ends = Object.values(surfaces).flatMap((stretches) => stretches.map(({ minute }) => minute))
  const [post] = page
  return {
    ...{ id: name, what, impact: at(impact), end: at(Math.max(...ends)) },
    ...(post ? { firstPost: at(post.minute) } : {}),
    surfaces: Object.fromEntries(
      Object.entries(surfaces).map(([surface, stretches]) => [
        surface,
        stretches.map(({ minute, fault, probability = 1, rampTo }) =>
          rampTo === undefined
            ? ([at(minute), fault === undefined ? 0 : probability] as const)
            : ([at(minute), probability, rampTo] as const),
        ),
      ]),
    ),
  }
}
