import type { Config } from '../../config/index.ts'
import {
  cliRoute,
  codexRoute,
  type Entry,
  httpRoute,
  ROUTES,
  type Route,
  type RouteLine,
  type RouteName,
  sdkPackage,
  sdkRoute,
} from '../../failover/index.ts'
import { createFetch } from '../../net/index.ts'
import { SANDBOX_ACCOUNT } from '../../sandbox/index.ts'
import type { Context } from '../process/context.ts'

/** The routes of a test: those that can be tried, and all of them for the matrix. */
interface OpenRoutes {
  readonly routes: readonly Route[]
  readonly lines: readonly RouteLine[]
}

interface RouteOptions {
  readonly entry: Entry
  readonly only: readonly RouteName[]
  readonly proxyUrl: string
  /** Whether provider A is the sandbox. */
  readonly isSandbox: boolean
}

/** Finds the clients of the team, and opens the routes that they make. */
export async function openRoutes(context: Context, config: Config, options: RouteOptions): Promise<OpenRoutes> {
  const names = ROUTES.filter((name) => options.only.length === 0 || options.only.includes(name))
  const opened = await Promise.all(names.map((name) => open(name, context, config, options)))
  return {
    routes: opened.flatMap(({ route }) => route ?? []),
    lines: opened.map(({ name, route, why }) => ({
      ...{ name, reference: name === 'direct' },
      ...(route ? { client: route.client } : { notTried: why ?? '' }),
    })),
  }
}

interface Opened {
  readonly name: RouteName
  readonly route?: Route
  /** Why it cannot be tried. */
  readonly why?: string
}

async function open(name: RouteName, context: Context, config: Config, options: RouteOptions): Promise<Opened> {
  const { entry, proxyUrl, isSandbox } = options
  const { folder, environment } = context
  const fetcher = createFetch(config.proxy)
  switch (name) {
    case 'gateway':
      return { name, route: httpRoute('gateway', entry, fetcher) }
    case 'direct': {
      // The key of the gateway must not reach provider A.
      if (!isSandbox) return { name, why: 'it would need a key of provider A' }
      const direct = { ...entry, url: proxyUrl, key: SANDBOX_ACCOUNT.apiKey }
      return { name, route: httpRoute('direct', direct, fetcher) }
    }
    case 'sdk': {
      const route = await sdkRoute(entry, folder)
      return route ? { name, route } : { name, why: `${sdkPackage(entry.api)} is not installed in ${folder}` }
    }
    default: {
      const [client, program] = entry.api === 'messages' ? ['Claude Code', 'claude'] : ['Codex', 'codex']
      const routeOf = entry.api === 'messages' ? cliRoute : codexRoute
      const route = await routeOf({ entry, folder, environment, passedOn: config.passedOn })
      return route
        ? { name, route }
        : { name, why: `${client} (${program}) is not in node_modules/.bin and not on PATH` }
    }
  }
}
