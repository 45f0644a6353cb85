import { join } from 'node:path'
import { MonitorError, probeId } from '../core/index.ts'
import { SYSTEM_TIMING, type Timing } from './async/timing.ts'
import { createDispatcher } from './supervisor/dispatch.ts'
import type { Engine, EngineOptions } from './supervisor/engine-types.ts'
import { createFleet } from './supervisor/fleet.ts'
import { loadProbes } from './supervisor/load.ts'
import { namesOf } from './supervisor/names.ts'
import { type EnginePlan, planProbes } from './supervisor/plan.ts'
import { startRunner } from './supervisor/runner-process.ts'

/** What an engine is built from, for tests. */
export interface EngineParts {
  readonly timing?: Timing
  /** Starts a runner. Default: in a process of its own. */
  readonly start?: typeof startRunner
}

/** An engine without processes; `load` starts them. */
export function createEngine(options: EngineOptions, parts: EngineParts = {}): Engine {
  const { timing = SYSTEM_TIMING, start = startRunner } = parts
  const fleet = createFleet(options, { timing, start })
  const dispatcher = createDispatcher(options, fleet, timing)
  let plans: ReadonlyMap<string, EnginePlan> = new Map()
  let stopping: Promise<void> | undefined

  async function stop(): Promise<void> {
    dispatcher.interrupt()
    await fleet.stop()
  }

  return {
    artifactsDir: join(options.stateDir, 'artifacts'),
    async load() {
      const { probes, problems } = await loadProbes(options, fleet)
      const planned = planProbes(probes, options.targets, options.overrides ?? {})
      plans = new Map(planned.plans.map((plan) => [probeId(plan), plan]))
      return {
        plans: planned.plans,
        problems: [...problems, ...planned.problems],
        warnings: planned.warnings,
        names: problems.length === 0 ? namesOf(probes, options.targets) : undefined,
      }
    },
    async run(request, signal, onStep) {
      const plan = plans.get(probeId(request))
      if (!plan) {
        throw new MonitorError('unknown_probe', `there is no probe ${probeId(request)}`, {
          hint: `Loaded are: ${[...plans.keys()].join(', ') || 'none'}.`,
        })
      }
      return dispatcher.run(request, plan, { signal, onStep })
    },
    health: () => ({ ...fleet.health(), ...dispatcher.health() }),
    stop() {
      stopping ??= stop()
      return stopping
    },
    kill: () => fleet.kill(),
  }
}
