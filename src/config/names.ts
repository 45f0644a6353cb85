import type { Named, Parsed } from './config.ts'
import { SERVICE_CADENCES } from './presets/index.ts'
import { surfacesToLookUp } from './workflow-checks.ts'

/** The probes and surfaces that a configuration names; those that a preset names by itself are not its user's. */
export function namesIn(parsed: Parsed): readonly Named[] {
  const { schedule, targets, objectives, maintenance, alerts } = parsed
  const ofTargets = targets.flatMap(({ schedule: cadences, statusComponents = {} }, index) => [
    ...Object.keys(cadences)
      .filter((name) => !Object.hasOwn(SERVICE_CADENCES, name))
      .map((name): Named => ({ kind: 'probe', name, bare: true, path: `targets[${index}].schedule.${name}` })),
    ...Object.keys(statusComponents).map(
      (name): Named => ({ kind: 'surface', name, bare: true, path: `targets[${index}].statusComponents.${name}` }),
    ),
  ])
  return [
    ...Object.keys(schedule).map((name): Named => ({ kind: 'probe', name, bare: false, path: `schedule.${name}` })),
    ...ofTargets,
    ...Object.keys(objectives.surfaces).map(
      (name): Named => ({ kind: 'surface', name, bare: false, path: `objectives.surfaces.${name}` }),
    ),
    ...alerts.routes.flatMap(({ surface = [] }, index) =>
      surface.map(
        (name, nth): Named => ({ kind: 'surface', name, bare: false, path: `alerts.routes[${index}].surface[${nth}]` }),
      ),
    ),
    ...Object.keys(alerts.runbooks).map(
      (name): Named => ({ kind: 'surface', name, bare: false, path: `alerts.runbooks.${name}` }),
    ),
    ...maintenance.flatMap(({ surface }, index): Named[] =>
      surface === undefined
        ? []
        : [{ kind: 'surface', name: surface, bare: true, path: `maintenance[${index}].surface` }],
    ),
    ...surfacesToLookUp(parsed),
  ]
}
