import { existsSync } from 'node:fs'
import type { Config } from '../../../config/index.ts'
import { isBundled } from '../../../config/index.ts'
import { BUILT_IN_SURFACES, MonitorError } from '../../../core/index.ts'
import { PACKAGE_ROOT } from '../../../package/index.ts'
import { unknownName } from '../../process/unknown-name.ts'
import { openReader } from '../../readings/reader.ts'

/** The surface of one target. */
interface NamedSurface {
  readonly target: string
  readonly surface: string
}

/**
 * The surface that a name on the command line means: `login` is one of the only target; of several, the target is to be
 * named: `claude/login`.
 * @throws MonitorError `unknown_name` for a target or surface that does not exist, `usage` where the target is missing
 */
export async function surfaceNamed(config: Config, name: string): Promise<NamedSurface> {
  const named = splitName(config, name)
  await requireSurface(config, named.surface)
  return named
}

function splitName(config: Config, name: string): NamedSurface {
  const targets = config.targets.map((target) => target.name)
  const all = config.sandbox && !targets.some((target) => isBundled(config, target)) ? [...targets, 'sandbox'] : targets
  const [first = '', ...rest] = name.split('/')
  if (rest.length > 0) {
    if (!all.includes(first)) throw unknownName('target', first, all)
    return { target: first, surface: rest.join('/') }
  }
  const [target = '', ...others] = all
  if (others.length === 0) return { target, surface: name }
  throw new MonitorError('usage', `there are ${all.length} targets, and routes may differ between them`, {
    hint: `Name one: ${all.map((target) => `${target}/${name}`).join(', ')}.`,
  })
}

async function requireSurface(config: Config, surface: string): Promise<void> {
  const configured = config.names.flatMap((reference) =>
    reference.kind === 'surface' ? [reference.name.split('/').at(-1) ?? ''] : [],
  )
  const stored = await storedSurfaces(config)
  const names = [...BUILT_IN_SURFACES, ...configured, ...stored]
  if (names.includes(surface)) return
  // Before the first start only the probe files know their surfaces, and reading those starts processes.
  const hasOwnProbes = config.probeFiles.some((file) => !file.startsWith(PACKAGE_ROOT))
  if (stored.length > 0 || !hasOwnProbes) throw unknownName('surface', surface, names)
}

async function storedSurfaces(config: Config): Promise<readonly string[]> {
  if (!existsSync(config.database)) return []
  const store = await openReader(config)
  try {
    return [...(await store.surfaces()), ...(await store.watched())].map(({ surface }) => surface)
  } finally {
    await store.close()
  }
}
