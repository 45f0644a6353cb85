import type { Door, Target } from '../core/index.ts'
import type { CadenceOverride } from './config.ts'
import { SANDBOX_NAME } from './presets/index.ts'

type Doors = { readonly [D in Door]?: unknown }

const EVERY_DOOR: Doors = { login: true, chat: true, console: true, cli: true, api: true }

/** The surfaces that the built-in probes watch through the doors of a target: `session` needs a login, `mobile` a chat. */
function doorSurfaces({ login, chat, console: keys, cli, api }: Doors): readonly string[] {
  return [
    ...(login ? ['login', 'session'] : []),
    ...(chat ? ['chat', 'mobile'] : []),
    ...(keys ? ['console'] : []),
    ...(cli ? ['cli'] : []),
    ...(api ? ['api'] : []),
  ]
}

/** The targets of a configuration with the surfaces of their doors, the bundled sandbox among them. */
export function surfacesByTarget(from: {
  readonly sandbox: boolean
  readonly targets: readonly (Doors & { readonly name: string })[]
}): ReadonlyMap<string, readonly string[]> {
  const doors = from.targets.map((target): [string, readonly string[]] => [target.name, doorSurfaces(target)])
  return new Map(from.sandbox ? [[SANDBOX_NAME, doorSurfaces(EVERY_DOOR)], ...doors] : doors)
}

/** Off by default in the demo: one more view of the chat. */
const SANDBOX_DEFAULTS: Readonly<Record<string, CadenceOverride>> = { mobile: { off: true } }

/** The surfaces (`claude/cli`) that the built-in probes watch with a configuration. Probes of the user may watch more. */
export function configuredSurfaces(config: {
  readonly sandbox: boolean
  readonly targets: readonly Target[]
  readonly cadences: Readonly<Record<string, CadenceOverride>>
}): readonly string[] {
  const { cadences } = config
  return [...surfacesByTarget(config)].flatMap(([target, surfaces]) =>
    surfaces
      .filter((surface) => {
        const defaults = target === SANDBOX_NAME ? SANDBOX_DEFAULTS[surface] : {}
        const id = `${target}/${surface}`
        return !{ ...defaults, ...cadences[`${target}/*`], ...cadences[surface], ...cadences[id] }.off
      })
      .map((surface) => `${target}/${surface}`),
  )
}
