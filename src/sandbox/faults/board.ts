import type { Clock } from '../../core/index.ts'
import { routesHit } from './catalogue.ts'
import type { Effect } from './effect.ts'
import type { Fault } from './fault.ts'
import type { FaultOptions, FaultRequest } from './options.ts'
import { seededRandom } from './random.ts'
import type { SandboxSurface } from './surfaces.ts'

/** A request, as far as faults care. */
export interface Knock {
  readonly surface: SandboxSurface
  readonly route: string
  readonly stream: boolean
  readonly model?: string
}

/** A fault that is set, as it is listed. */
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

/** What struck a request. */
export interface Strike {
  readonly fault: string
  readonly effect: Effect
  readonly headers: Readonly<Record<string, string>>
}

/** Which doors are broken now. One fault per surface and route; setting another replaces it. */
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
    return listed(entry)
  }

  /** Clears the faults of a surface, or all. Returns how many there were. */
  clear(surface?: SandboxSurface): number {
    const keys = [...this.#entries].filter(([, entry]) => surface === undefined || entry.surface === surface)
    for (const [key] of keys) this.#entries.delete(key)
    return keys.length
  }

  list(): readonly ActiveFault[] {
    return [...this.#entries.values()].map(listed)
  }

  /** Whether a fault strikes this request; each strike counts against `times`. */
  strike(knock: Knock): Strike | undefined {
    for (const [key, entry] of this.#entries) {
      if (!concerns(entry, knock)) continue
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

function concerns(entry: Entry, knock: Knock): boolean {
  const { fault, options } = entry
  if (entry.surface !== knock.surface) return false
  if (fault.streamOnly && !knock.stream) return false
  if (options.only !== undefined && (options.only === 'stream') !== knock.stream) return false
  if (options.model !== undefined && options.model !== knock.model) return false
  return options.route === undefined
    ? routesHit(fault, entry.surface).includes(knock.route)
    : options.route === knock.route
}

function onlyDelays(fault: Fault): boolean {
  return fault.effect.wait !== undefined
}

function effectOf(entry: Entry, strength: number): Effect {
  const usual = entry.fault.effect.wait
  const ms = entry.options.delayMs ?? usual?.ms
  if (ms === undefined) return entry.fault.effect
  const wait = { at: usual?.at ?? 'start', ms: usual ? Math.round(ms * strength) : ms }
  return { ...entry.fault.effect, wait }
}

function listed(entry: Entry): ActiveFault {
  return {
    surface: entry.surface,
    fault: entry.fault.name,
    since: entry.since,
    options: entry.options,
    hits: entry.hits,
  }
}
