import type { Reply } from '../../src/failover/judging/cell.ts'
import type { Route } from '../../src/failover/routes/route.ts'
import type { FailoverTest } from '../../src/failover/run.ts'
import { PROXY_FAULTS, type ProxyControl, type ProxyFault, type Sighting } from '../../src/fault-proxy/index.ts'

/** How a gateway of the tests behaves. */
export interface Behaviour {
  /** Faults after which it asks B. Default: all. */
  readonly failsOverOn?: readonly string[]
  /** Requests after a failure that it sends to B without asking A. Default: none. */
  readonly keepsOutFor?: number
  /** Does not ask the proxy at all. */
  readonly bypasses?: boolean
  /** The model that its answers of B name. */
  readonly modelB?: string
  /** What B says of itself. */
  readonly identity?: string
}

type Lease = Parameters<ProxyControl['grant']>[1]

/** A fault proxy in memory, and routes through it that take no time. */
export function fakeProxy() {
  const leases = new Map<string, Lease>()
  const sightings = new Map<string, Sighting>()
  const asked: string[] = []
  const ended = new Set<string>()

  const sightingOf = (token: string): Sighting => sightings.get(token) ?? { seen: 0, injected: 0 }
  const proxy: ProxyControl = {
    grant: async (token, what) => void leases.set(token, what),
    end: async (token) => {
      ended.add(token)
      return sightingOf(token)
    },
    sighting: async (token) => sightingOf(token),
  }

  /** A route through a gateway that behaves so. */
  function route(name: Route['name'], behaviour: Behaviour = {}): Route {
    const {
      keepsOutFor = 0,
      bypasses = false,
      failsOverOn = PROXY_FAULTS.map((fault): string => fault.name),
    } = behaviour
    let keptOut = 0
    const byB = (prompt: string): Reply => ({
      text: answerTo(prompt, behaviour.identity),
      ...{ complete: true, httpStatus: 200 },
      ...(behaviour.modelB === undefined ? {} : { model: behaviour.modelB }),
    })
    return {
      ...{ name, client: `${name} 1.0`, parallel: 1 },
      async ask(prompt) {
        const token = /dw-[0-9a-f]{16}/.exec(prompt)?.[0] ?? ''
        asked.push(token)
        if (bypasses) return byB(prompt)
        if (keptOut > 0) {
          keptOut -= 1
          return byB(prompt)
        }
        const { fault, exchange } = leases.get(token) ?? {}
        const { seen, injected } = sightingOf(token)
        sightings.set(token, { seen: seen + 1, injected: injected + (fault ? 1 : 0) })
        if (fault === undefined) {
          return { text: answerTo(exchange ? prompt.replaceAll(exchange.from, exchange.to) : prompt), ...DONE }
        }
        if (!failsOverOn.includes(fault)) return { text: '', complete: false, httpStatus: 529, error: 'HTTP 529' }
        keptOut = keepsOutFor
        return byB(prompt)
      },
    }
  }

  return { proxy, route, leases, asked, ended }
}

const DONE = { complete: true, httpStatus: 200, model: 'model-a' }

function answerTo(prompt: string, identity = 'I am a model.'): string {
  return /Reply with exactly: (.+)$/.exec(prompt)?.[1] ?? identity
}

/** A test of these routes with every part in memory. */
export function testOf(
  parts: { readonly proxy: ProxyControl; readonly routes: readonly Route[] },
  changes: Partial<FailoverTest> = {},
): FailoverTest {
  let digits = 0
  return {
    ...parts,
    ...{ patienceMs: 30_000, proxyUrl: 'http://127.0.0.1:4191', faults: FAULTS, askAgainMs: 1 },
    hex: (count) => (digits++).toString(16).padStart(16, '0').padEnd(count, '0'),
    signal: new AbortController().signal,
    isSandboxReply: (text) => text.includes('sandbox'),
    ...changes,
  }
}

/** Three faults of three classes. */
export const FAULTS: readonly ProxyFault[] = PROXY_FAULTS.filter(({ name }) =>
  ['529', 'truncated', '401'].includes(name),
)
