import { DOORS, type Target } from '../../core/index.ts'
import type { FoundProbe } from '../protocol/protocol.ts'
import { variantsOf } from './plan.ts'

/** Names that a configuration can refer to, whether or not a target has the doors. */
export interface ProbeNames {
  /** Includes one for each model: `api`, `api-claude-opus-5`. */
  readonly probes: readonly string[]
  readonly surfaces: readonly string[]
}

/** The names of probes as their files define them, and of surfaces, sorted. Every door is a surface. */
export function namesOf(definitions: readonly FoundProbe[], targets: readonly Target[]): ProbeNames {
  const probes = definitions.flatMap((probe) => {
    const name = String(probe.options.name)
    return [name, ...targets.flatMap((target) => variantsOf(probe, { name }, target).map((variant) => variant.name))]
  })
  const surfaces = definitions.map(({ options }) => String(options.surface))
  return { probes: sorted(probes), surfaces: sorted([...DOORS, ...surfaces]) }
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort()
}
