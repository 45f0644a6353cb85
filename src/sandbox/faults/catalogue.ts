import { EDGE_FAULTS, ERROR_FAULTS } from './catalogue-answers.ts'
import { CONNECTION_FAULTS, REPLY_FAULTS, STREAM_FAULTS, TIME_FAULTS } from './catalogue-delivery.ts'
import { PAGE_FAULTS } from './catalogue-pages.ts'
import type { Fault } from './fault.ts'
import { type SandboxSurface, SURFACES, surfaceNamed } from './surfaces.ts'

/** Every fault, in the order of listings: the six of the demo first. */
export const FAULTS: readonly Fault[] = [
  ...ERROR_FAULTS,
  ...CONNECTION_FAULTS,
  ...TIME_FAULTS,
  ...EDGE_FAULTS,
  ...STREAM_FAULTS,
  ...REPLY_FAULTS,
  ...PAGE_FAULTS,
]

/** The fault of that name, if there is one. */
export function faultNamed(name: string): Fault | undefined {
  return FAULTS.find((fault) => fault.name === name)
}

/** Names of the surfaces that can have the fault. */
export function surfacesOf(fault: Fault): readonly SandboxSurface[] {
  return fault.surfaces ?? SURFACES.map((surface) => surface.name)
}

/** Routes that the fault hits on a surface when none is named. */
export function routesHit(fault: Fault, surface: SandboxSurface): readonly string[] {
  const info = surfaceNamed(surface)
  if (!info) return []
  if (fault.routes) return fault.routes
  return fault.hits === 'all' ? info.routes : info[fault.hits ?? 'action']
}
