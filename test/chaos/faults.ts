import { type ControlClient, controlClient } from '../../src/sandbox/index.ts'
import type { Random } from '../bench/detection/random.ts'

/** A time in which a surface was broken, epoch ms. */
export interface Broken {
  readonly surface: string
  readonly from: number
  to: number
}

interface FaultSchedule {
  readonly broken: readonly Broken[]
  /** Heals everything and breaks nothing any more. */
  stop(): Promise<void>
}

/** Surfaces that the schedule breaks, each with the route of the sandbox that its probe requests. */
const BREAKABLE = { login: 'page', api: 'models', 'model-b': 'models', status: 'status-page' } as const

/** What breaks a surface. A reset needs control checks to decide whose fault it is; an answer does not. */
export const FAULTS = { all: ['500', '503', 'reset'], answers: ['500', '503'] } as const
/** How long a surface stays healthy or broken, ms. */
const SPANS = { healthy: [2_000, 9_000], broken: [3_000, 12_000] } as const

interface FaultOptions {
  readonly faults?: readonly string[]
  /** How many times longer than usual a surface stays healthy or broken. */
  readonly stretch?: number
}

/** Breaks and heals surfaces of the sandbox, each at its own random times. */
export function startFaults(controlUrl: string, random: Random, options: FaultOptions = {}): FaultSchedule {
  const { faults = FAULTS.all, stretch = 1 } = options
  const control = controlClient(controlUrl)
  const broken: Broken[] = []
  const stopping = new AbortController()
  const work = Object.entries(BREAKABLE).map(([surface, route]) =>
    alternate({ control, random, broken, faults, stretch, signal: stopping.signal }, surface, route),
  )
  return {
    broken,
    async stop() {
      stopping.abort()
      await Promise.all(work)
      await control.heal()
    },
  }
}

interface Driver {
  readonly control: ControlClient
  readonly random: Random
  readonly broken: Broken[]
  readonly faults: readonly string[]
  readonly stretch: number
  readonly signal: AbortSignal
}

async function alternate(driver: Driver, surface: string, route: string): Promise<void> {
  const { control, random, broken, faults, stretch, signal } = driver
  const span = ([least, most]: readonly [number, number]) => stretch * (least + random.next() * (most - least))
  for (;;) {
    await pause(span(SPANS.healthy), signal)
    if (signal.aborted) return
    const fault = faults[Math.floor(random.next() * faults.length)] ?? '500'
    const period: Broken = { surface, from: Date.now(), to: Number.POSITIVE_INFINITY }
    broken.push(period)
    await control.break(surface, fault, { route })
    await pause(span(SPANS.broken), signal)
    await control.heal(surface)
    period.to = Date.now()
  }
}

/** Waits `ms`, or until the signal aborts. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done)
  })
}
