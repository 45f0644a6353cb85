import type { Engine, LoadedProbes } from '../../run/index.ts'

/** The probes as a start loads them, loaded once for all checks that use them. */
export interface Probing {
  /** @throws MonitorError where the process that holds the probes does not start */
  load(): Promise<LoadedProbes & { readonly engine: Engine }>
  /** Ends the processes that `load` started, within a few seconds. */
  end(): Promise<void>
}

/** A loader that starts no process before `load`. */
export function createProbing(createEngine: () => Promise<Engine>): Probing {
  let engine: Promise<Engine> | undefined
  let loaded: ReturnType<Probing['load']> | undefined

  async function load() {
    engine = createEngine()
    const started = await engine
    return { engine: started, ...(await started.load()) }
  }

  return {
    load() {
      loaded ??= load()
      return loaded
    },
    async end() {
      const started = await engine?.catch(() => undefined)
      await started?.stop()
    },
  }
}
