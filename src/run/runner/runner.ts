import { type Failure, proxySecrets, type Target } from '../../core/index.ts'
import { failureOf } from '../classify/diagnosis.ts'
import { readThrown, type Thrown } from '../classify/thrown.ts'
import { probeError } from '../classify/value.ts'
import { type AskControl, createAsk } from '../controls/ask.ts'
import { type BlameContext, blameNetwork } from '../controls/blame.ts'
import type { RunnerSetup, RunOrder, RunReport } from '../protocol/protocol.ts'
import { decodeProxy, decodeTargets } from '../protocol/wire-targets.ts'
import { execute } from './execute.ts'
import { type Library, loadModules } from './load.ts'
import { createEquipment, type Equipment, prepare, type RunnerDeps } from './prepare.ts'
import { targetOfPlan } from './target-of-plan.ts'

export interface Runner {
  run(order: RunOrder): Promise<void>
  abort(id: number): void
  close(): Promise<void>
}

/** Loads the probes, emits what it found, and returns the runner, which does several runs at a time. */
export async function createRunner(setup: RunnerSetup, deps: RunnerDeps): Promise<Runner> {
  const { emit, scrubber } = deps
  const { targets, secrets } = decodeTargets(setup.targets)
  const proxy = decodeProxy(setup.proxy)
  for (const secret of secrets) scrubber.add(secret.name, secret.reveal())
  for (const { name, value } of proxySecrets(proxy)) scrubber.add(name, value)
  if (setup.sessions.key !== undefined) scrubber.add('DOORWATCH_KEY', setup.sessions.key)
  const equipment = createEquipment(setup, proxy, deps)
  equipment.sessions.hideStored(targets)
  const { library, probes, problems } = await loadModules(setup.modules, async (file) => {
    emit({ kind: 'loading', file })
    // Sends the message before code runs that may never return.
    await new Promise((resolve) => setImmediate(resolve))
  })
  if (setup.warm) await equipment.host.get().catch(() => {})
  emit({ kind: 'loaded', probes, problems: scrubber.data(problems) })
  return new ProbeRunner({ equipment, library, targets, ask: createAsk(proxy) })
}

interface RunnerParts {
  readonly equipment: Equipment
  readonly library: Library
  readonly targets: readonly Target[]
  readonly ask: AskControl
}

class ProbeRunner implements Runner {
  readonly #parts: RunnerParts
  readonly #interrupts = new Map<number, AbortController>()

  constructor(parts: RunnerParts) {
    this.#parts = parts
  }

  async run(order: RunOrder): Promise<void> {
    const { emit, scrubber } = this.#parts.equipment.deps
    const interrupt = new AbortController()
    this.#interrupts.set(order.id, interrupt)
    const report = await this.#report(order, interrupt.signal)
    this.#interrupts.delete(order.id)
    emit({ kind: 'report', id: order.id, report: scrubber.data(report) })
  }

  abort(id: number): void {
    this.#interrupts.get(id)?.abort()
  }

  close(): Promise<void> {
    return this.#parts.equipment.host.close()
  }

  async #report(order: RunOrder, interrupt: AbortSignal): Promise<RunReport> {
    const { equipment, library, targets, ask } = this.#parts
    const { emit, scrubber } = equipment.deps
    const orderedAt = performance.now()
    const target = targetOfPlan(targets, order)
    const probe = library.get(order.file, order.probe)
    if (!target || !probe) return unprepared(orderedAt, readThrown(new Error(`${order.probe} is not loaded`)))
    try {
      const prepared = await prepare(equipment, order, probe, target)
      if (probe.kind === 'browser') emit({ kind: 'begun', id: order.id })
      const preparedMs = performance.now() - orderedAt
      const blame = (failure: Failure) => blameNetwork(failure, { target, targets, ask })
      return await execute({ probe, order, target, preparedMs, interrupt, blame, scrubber, ...prepared })
    } catch (thrown) {
      return unprepared(orderedAt, scrubber.data(readThrown(thrown)), { target, targets, ask })
    }
  }
}

/** The report of a run whose preparation failed. `thrown` is scrubbed. */
async function unprepared(orderedAt: number, thrown: Thrown, context?: BlameContext): Promise<RunReport> {
  const failure = failureOf(thrown.diagnosis ?? probeError(thrown))
  return {
    preparedMs: 0,
    durationMs: Math.round(performance.now() - orderedAt),
    outcome: 'error',
    steps: [],
    failure: neverProvider(context ? await blameNetwork(failure, context) : failure),
    artifacts: [],
  }
}

/** The surface itself was not tried, so a failure of the preparation is no evidence against it. */
function neverProvider(failure: Failure): Failure {
  return failure.blame === 'provider' ? { ...failure, class: 'interrupted', blame: 'ours' } : failure
}
