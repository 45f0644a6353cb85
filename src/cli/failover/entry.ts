import { type Config, configuredSurfaces, isBundled } from '../../config/index.ts'
import { MonitorError } from '../../core/index.ts'
import type { Api, Entry } from '../../failover/index.ts'
import { SANDBOX_ACCOUNT } from '../../sandbox/index.ts'
import type { Context } from '../process/context.ts'
import { unknownName } from '../process/unknown-name.ts'
import { originOf } from './open-proxy.ts'

/** How the command line says where the team's gateway is entered. */
interface EntryOptions {
  readonly through: string
  readonly api: Api
  readonly model?: string
  /** Name of the variable with the key of the gateway. */
  readonly keyEnv?: string
}

const KEYS: Readonly<Record<Api, readonly string[]>> = {
  messages: ['ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_API_KEY'],
  'chat-completions': ['OPENAI_API_KEY'],
}
const MODELS: Readonly<Record<Api, string>> = { messages: 'claude-haiku-4-5', 'chat-completions': 'gpt-5-mini' }

/**
 * The entry to the team's gateway. Without a key in the environment the public one of the sandbox is sent: a gateway may want none.
 * @throws MonitorError `usage` where --key-env names a variable that is not set
 */
export function entryOf({ environment }: Pick<Context, 'environment'>, options: EntryOptions): Entry {
  const { through, api, model = MODELS[api], keyEnv } = options
  if (keyEnv !== undefined && !environment[keyEnv]) {
    throw new MonitorError('usage', `the variable ${keyEnv} is not set`, {
      hint: 'Set it to the key of the gateway, or name another variable with --key-env.',
    })
  }
  const names = keyEnv === undefined ? KEYS[api] : [keyEnv]
  const key = names.map((name) => environment[name]).find(Boolean) ?? SANDBOX_ACCOUNT.apiKey
  return { url: originOf(through), api, model, key }
}

/** The surface of model B that proofs are about. */
export interface SurfaceB {
  readonly surface?: string
  /** Why there is none, or why nothing can be proven about it. */
  readonly unproven?: string
}

/**
 * The surface of model B: the named one, else the only one that the plan switches to.
 * @throws MonitorError `unknown_name` where the configuration has no such surface
 */
export function surfaceB(config: Config, to: string | undefined): SurfaceB {
  const planned = config.plan.workflows.flatMap(({ fallback }) => (fallback?.kind === 'switch' ? fallback.through : []))
  const surfaces = [...new Set([...planned, ...configuredSurfaces(config)])]
  if (to !== undefined && !surfaces.includes(to)) throw unknownName('surface', to, surfaces)
  const [only, ...others] = [...new Set(planned)]
  const surface = to ?? (others.length === 0 ? only : undefined)
  if (surface === undefined) {
    return { unproven: 'name the surface of model B, which the plan switches to, with --to' }
  }
  const isSandbox = isBundled(config, surface.slice(0, surface.indexOf('/')))
  return { surface, ...(isSandbox ? { unproven: `${surface} is the bundled sandbox` } : {}) }
}
