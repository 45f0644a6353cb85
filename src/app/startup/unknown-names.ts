import { basename } from 'node:path'
import type { Config } from '../../config/index.ts'
import { nearest, type Problem } from '../../core/index.ts'
import type { ProbeNames } from '../../run/index.ts'

type Named = Config['names'][number]

/** @returns a problem for each probe and surface that the configuration refers to and that does not exist */
export function unknownNames(config: Config, targets: readonly string[], loaded: ProbeNames): readonly Problem[] {
  return config.names.flatMap((named) => {
    const hint = hintFor(named, targets, loaded)
    if (hint === undefined) return []
    const source = basename(config.file ?? 'the configuration')
    return [
      { source, path: named.path, expected: `the name of a ${named.kind}`, got: JSON.stringify(named.name), hint },
    ]
  })
}

/** What to write in place of a name; undefined where the name exists. */
function hintFor({ kind, name, bare }: Named, targets: readonly string[], loaded: ProbeNames): string | undefined {
  const names = kind === 'probe' ? loaded.probes : loaded.surfaces
  const [target, last] = name.includes('/') ? (name.split('/', 2) as [string, string]) : [undefined, name]
  const isAll = last === '*' && kind === 'probe' && bare !== (target !== undefined)
  const lastName = isAll || names.includes(last) ? last : nearest(last, names)
  if (lastName === undefined) return `There are: ${names.join(', ')}.`
  if (bare) return lastName === name ? undefined : `Did you mean "${lastName}"?`
  const targetName = target === undefined || targets.includes(target) ? target : nearest(target, targets)
  if (target !== undefined && targetName === undefined) return `There are the targets ${targets.join(', ')}.`
  const suggestion = targetName === undefined ? lastName : `${targetName}/${lastName}`
  return suggestion === name ? undefined : `Did you mean "${suggestion}"?`
}
