import { defined, Secret, type Target } from '../core/index.ts'
import { targetOf } from './needs.ts'

/** Variables of a surface by name: addresses, model and the name of the variable with the key. Never a key. */
export type SurfaceVariables = Readonly<Record<string, string>>

/** The variables for tools that use this surface: `ANTHROPIC_BASE_URL`, `DOORWATCH_KEY_VARIABLE`. Empty for one that is not configured. */
export function surfaceVariables(surface: string, targets: readonly Target[]): SurfaceVariables {
  const target = targets.find(({ name }) => name === targetOf(surface))
  const door = surface.slice(surface.indexOf('/') + 1)
  if (!target) return {}
  if (door === 'cli' && target.cli) return { ...apiVariables(target), ...cliVariables(target.cli) }
  if (door === 'api' || door === 'cli') return apiVariables(target)
  const page = door === 'login' || door === 'session' ? target.login : door === 'console' ? target.console : target.chat
  return page && isPublic(page.url) ? { DOORWATCH_URL: page.url } : {}
}

function apiVariables({ api }: Target): SurfaceVariables {
  if (!api) return {}
  const base = api.url.replace(/\/+$/, '')
  const address = api.dialect === 'chat-completions' ? { OPENAI_BASE_URL: `${base}/v1` } : { ANTHROPIC_BASE_URL: base }
  return {
    ...(isPublic(base) ? address : {}),
    DOORWATCH_MODEL: api.model,
    DOORWATCH_KEY_VARIABLE: api.key.name,
  }
}

/** The addresses of a client, and the name of the variable with its key. */
function cliVariables({ env, model }: NonNullable<Target['cli']>): SurfaceVariables {
  const addresses = Object.entries(env).filter(
    (entry): entry is [string, string] => /_URL$/.test(entry[0]) && typeof entry[1] === 'string' && isPublic(entry[1]),
  )
  const key = Object.values(env).find((value) => value instanceof Secret)
  return {
    ...Object.fromEntries(addresses),
    ...defined({ DOORWATCH_MODEL: model }),
    ...defined({ DOORWATCH_KEY_VARIABLE: key instanceof Secret ? key.name : undefined }),
  }
}

/** Whether an address has no user name, password or query. */
function isPublic(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { username, password, search } = new URL(address)
  return username === '' && password === '' && search === ''
}
