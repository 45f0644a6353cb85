import type { Clock } from '../../core/index.ts'
import { routesHit } from './catalogue.ts'
import type { Effect } from './effect.ts'
import type { Fault } from './fault.ts'
import type { FaultOptions, FaultRequest } from './options.ts'
import { seededRandom } from './random.ts'
import type { SandboxSurface } from './surfaces.ts'

/** The facts of a request that decide whether a fault hits it. */
export interface RequestFacts {
  readonly surface: SandboxSurface
  readonly route: string
  readonly stream: boolean
  readonly model?: string
}

/** An active fault. */
export interface ActiveFault {
  readonly surface: SandboxSurface
  readonly fault: string
  /** Epoch ms. */
  readonly since: number
  readonly options: FaultOptions
  /** Requests hit so far. */
  readonly hits: number
}

interface Entry {
  readonly surface: SandboxSurface
  readonly fault: Fault
  readonly options: FaultOptions
  readonly since: number
  readonly random: () => number
  hits: number
}

/** The fault that a request gets. */
export interface InjectedFault {
  readonly fault: string
  readonly effect: Effect
  readonly headers: Readonly<Record<string, string>>
}

/** Which surfaces are broken now. One fault per surface and route; setting another replaces it. */
export class FaultBoard {
  readonly #clock: Clock
  readonly #entries = new Map<string, Entry>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  set(request: FaultRequest): ActiveFault {
    const entry: Entry = {
      ...request,
      since: this.#clock.now(),
      random: seededRandom(request.options.seed ?? 1),
      hits: 0,
    }
    this.#entries.set(`${request.surface} ${request.options.route ?? '*'}`, entry)
    return activeFaultOf(entry)
  }

  /** Clears the faults of a surface, or all. Returns how many there were. */
  clear(surface?: SandboxSurface): number {
    const keys = [...this.#entries].filter(([, entry]) => surface === undefined || entry.surface === surface)
    for (const [key] of keys) this.#entries.delete(key)
    return keys.length
  }

  list(): readonly ActiveFault[] {
    return [...this.#entries.values()].map(activeFaultOf)
  }

  /** The fault that hits this request, if any; each hit counts against `times`. */
  inject(request: RequestFacts): InjectedFault | undefined {
    for (const [key, entry] of this.#entries) {
      if (!matches(entry, request)) continue
      const strength = this.#strength(entry)
      const effect = effectOf(entry, strength)
      const share = (entry.options.probability ?? 1) * (onlyDelays(entry.fault) ? 1 : strength)
      if (share < 1 && entry.random() >= share) continue
      entry.hits += 1
      if (entry.hits >= (entry.options.times ?? Number.POSITIVE_INFINITY)) this.#entries.delete(key)
      return { fault: entry.fault.name, effect, headers: entry.options.headers ?? {} }
    }
    return undefined
  }

  #strength(entry: Entry): number {
    if (entry.options.rampMs === undefined) return 1
    return Math.min(1, Math.max(0, (this.#clock.now() - entry.since) / entry.options.rampMs))
  }
}

function matches(entry: Entry, request: RequestFacts): boolean {
  const { fault, options } = entry
  if (entry.surface !== request.surface) return false
  if (fault.streamOnly && !request.stream) return false
  if (options.only !== undefined && (options.only === 'stream') !== request.stream) return false
  if (options.model !== undefined && options.model !== request.model) return false
  return options.route === undefined
    ? routesHit(fault, entry.surface).includes(request.route)
    : options.route === request.route
}

function onlyDelays(fault: Fault): boolean {
  return fault.effect.wait !== undefined
}

function effectOf(entry: Entry, strength: number): Effect {
  const faultWait = entry.fault.effect.wait
  const ms = entry.options.delayMs ?? faultWait?.ms
  if (ms === undefined) return entry.fault.effect
  const wait = { at: faultWait?.at ?? 'start', ms: faultWait ? Math.round(ms * strength) : ms }
  return { ...entry.fault.effect, wait }
}

function activeFaultOf(entry: Entry): ActiveFault {
  return {
    surface: entry.surface,
    fault: entry.fault.name,
    since: entry.since,
    options: entry.options,
    hits: entry.hits,
  }
}
