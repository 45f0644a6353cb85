import type { Engine, LoadedProbes } from '../../run/index.ts'

/** The probes as a start would have them, loaded once for all checks that look at them. */
export interface Probing {
  /** @throws MonitorError where the process that holds the probes does not start */
  load(): Promise<LoadedProbes & { readonly engine: Engine }>
  /** Ends every process of it, within a few seconds. */
  end(): Promise<void>
}

/** Nothing is started before `load`. */
export function createProbing(createEngine: () => Promise<Engine>): Probing {
  let engine: Promise<Engine> | undefined
  let loaded: ReturnType<Probing['load']> | undefined

  async function load() {
    engine = createEngine()
    const made = await engine
    return { engine: made, ...(await made.load()) }
  }

  return {
    load() {
      loaded ??= load()
      return loaded
    },
    async end() {
      const made = await engine?.catch(() => undefined)
      await made?.stop()
    },
  }
}
