import { basename } from 'node:path'
import type { Config } from '../../config/index.ts'
import { nearest, type Problem } from '../../core/index.ts'
import type { ProbeNames } from '../../run/index.ts'

type Named = Config['names'][number]

/** Says which probes and surfaces a configuration names that there are not: what it says of them would hold for nothing. */
export function unknownNames(config: Config, targets: readonly string[], known: ProbeNames): readonly Problem[] {
  return config.names.flatMap((named) => {
    const hint = flawIn(named, targets, known)
    if (hint === undefined) return []
    const source = basename(config.file ?? 'the configuration')
    return [
      { source, path: named.path, expected: `the name of a ${named.kind}`, got: JSON.stringify(named.name), hint },
    ]
  })
}

function flawIn({ kind, name, bare }: Named, targets: readonly string[], known: ProbeNames): string | undefined {
  const names = kind === 'probe' ? known.probes : known.surfaces
  const [target, own] = name.includes('/') ? (name.split('/', 2) as [string, string]) : [undefined, name]
  const ofAll = own === '*' && kind === 'probe' && bare !== (target !== undefined)
  const ownMeant = ofAll || names.includes(own) ? own : nearest(own, names)
  if (ownMeant === undefined) return `There are: ${names.join(', ')}.`
  if (bare) return ownMeant === name ? undefined : `Did you mean "${ownMeant}"?`
  const targetMeant = target === undefined || targets.includes(target) ? target : nearest(target, targets)
  if (target !== undefined && targetMeant === undefined) return `There are the targets ${targets.join(', ')}.`
  const meant = targetMeant === undefined ? ownMeant : `${targetMeant}/${ownMeant}`
  return meant === name ? undefined : `Did you mean "${meant}"?`
}
