import { join } from 'node:path'
import { type Failure, proxyEnvironment, proxySecrets, Secret, type Target } from '../../core/index.ts'
import type { Probe } from '../../probe/index.ts'
import { failureOf } from '../classify/diagnosis.ts'
import { readThrown, type Thrown } from '../classify/thrown.ts'
import { probeError } from '../classify/value.ts'
import { createAsk } from '../controls/ask.ts'
import { type BlameContext, blameNetwork } from '../controls/blame.ts'
import { openBrowserDriver } from '../drivers/browser/driver.ts'
import { openCliDriver } from '../drivers/cli/driver.ts'
import type { Driver } from '../drivers/driver.ts'
import { openApiDriver } from '../drivers/http/driver.ts'
import type { FromRunner, RunnerSetup, RunOrder, RunReport } from '../protocol/protocol.ts'
import { decodeProxy, decodeTargets } from '../protocol/wire-targets.ts'
import { createRecorder, type Recorder } from '../record/recorder.ts'
import type { Scrubber } from '../secrets/scrub.ts'
import { createBrowserHost } from '../sessions/browser-host.ts'
import { createSessions } from '../sessions/session-keeper.ts'
import { signInFor, trySession } from '../sessions/sign-in.ts'
import { createSignInRecord, historyOf } from '../sessions/sign-in-record.ts'
import { createVault, NO_VAULT } from '../sessions/vault.ts'
import { execute } from './execute.ts'
import { loadModules } from './load.ts'
import { targetOfPlan } from './target-of-plan.ts'

export interface Runner {
  run(order: RunOrder): Promise<void>
  abort(id: number): void
  close(): Promise<void>
}

/** Loads the probes, says so, and is ready to run them, several at a time. */
export async function createRunner(
  setup: RunnerSetup,
  process: {
    readonly emit: (message: FromRunner) => void
    readonly env: Readonly<Record<string, string | undefined>>
    /** Learns the secrets of the targets, and of the sessions that are made. */
    readonly scrubber: Scrubber
  },
): Promise<Runner> {
  const { emit, env, scrubber } = process
  const { targets, secrets } = decodeTargets(setup.targets)
  for (const secret of secrets) scrubber.add(secret.name, secret.reveal())
  const proxy = decodeProxy(setup.proxy)
  for (const { name, value } of proxySecrets(proxy)) scrubber.add(name, value)
  const started = (name: string) => emit({ kind: 'browser', name })
  const host = createBrowserHost(setup.browser, started, { look: setup.look, proxy })
  const ask = createAsk(proxy)
  const { key, folder } = setup.sessions
  if (key !== undefined) scrubber.add('DOORWATCH_KEY', key)
  const warn = (text: string) => emit({ kind: 'note', event: 'session', text: scrubber.text(text) })
  const record = createSignInRecord(join(folder, 'sign-ins.json'), warn)
  const sessions = createSessions({
    signIn: (target) => signInFor(host, target, { scrubber, record }),
    tryOut: (target, session) => trySession(host, target, session),
    vault: key === undefined ? NO_VAULT : createVault(folder, new Secret('DOORWATCH_KEY', key), warn),
    hide: scrubber.add,
    now: Date.now,
  })
  sessions.hideStored(targets)
  const clientEnv = { ...env, ...proxyEnvironment(proxy) }
  const interrupts = new Map<number, AbortController>()

  const { library, probes, problems } = await loadModules(setup.modules, async (file) => {
    emit({ kind: 'loading', file })
    // Gives the message time to leave before code that may never come back.
    await new Promise((resolve) => setImmediate(resolve))
  })
  if (setup.warm) await host.get().catch(() => {})
  emit({ kind: 'loaded', probes, problems: scrubber.data(problems) })

  async function report(order: RunOrder, interrupt: AbortSignal): Promise<RunReport> {
    const orderedAt = performance.now()
    const target = targetOfPlan(targets, order)
    const probe = library.get(order.file, order.probe)
    if (!target || !probe) return unprepared(orderedAt, readThrown(new Error(`${order.probe} is not loaded`)))
    try {
      const prepared = await prepare(order, probe, target)
      emit({ kind: 'begun', id: order.id })
      const preparedMs = performance.now() - orderedAt
      const blame = (failure: ReturnType<typeof failureOf>) => blameNetwork(failure, { target, targets, ask })
      return await execute({ probe, order, target, preparedMs, interrupt, blame, scrubber, ...prepared })
    } catch (thrown) {
      return unprepared(orderedAt, scrubber.data(readThrown(thrown)), { target, targets, ask })
    }
  }

  async function prepare(order: RunOrder, probe: Probe, target: Target): Promise<Prepared> {
    const keepAlways = setup.look?.keepEvidence === true
    const evidence = order.evidence ? { artifactDir: setup.artifactDir, folder: order.evidence, keepAlways } : undefined
    const opened = (name: string) => emit({ kind: 'step', id: order.id, name })
    const recorder = createRecorder(() => performance.now(), opened)
    if (probe.kind === 'api') return { recorder, driver: openApiDriver(recorder, scrubber, proxy) }
    if (probe.kind === 'cli')
      return { recorder, driver: openCliDriver({ recorder, scrubber, env: clientEnv, evidence }) }
    const warm = await host.get()
    const session = probe.options.session === 'signed-in' ? await sessions.use(target) : undefined
    const driver = await openBrowserDriver({
      warm,
      target,
      options: probe.options,
      recorder,
      scrubber,
      session,
      history: historyOf(record, target, probe.options.name),
      keepSession: (context) => sessions.offer(target, context),
      evidence,
    })
    recorder.begin()
    return { recorder, driver }
  }

  return {
    async run(order) {
      const interrupt = new AbortController()
      interrupts.set(order.id, interrupt)
      const result = await report(order, interrupt.signal)
      interrupts.delete(order.id)
      emit({ kind: 'report', id: order.id, report: scrubber.data(result) })
    },
    abort: (id) => interrupts.get(id)?.abort(),
    close: () => host.close(),
  }
}

interface Prepared {
  readonly driver: Driver
  readonly recorder: Recorder
}

/** A run that could not even begin. `read` is scrubbed. */
async function unprepared(orderedAt: number, read: Thrown, context?: BlameContext): Promise<RunReport> {
  const failure = failureOf(read.diagnosis ?? probeError(read))
  const settled = context ? await blameNetwork(failure, context) : failure
  return {
    preparedMs: 0,
    durationMs: Math.round(performance.now() - orderedAt),
    outcome: 'error',
    steps: [],
    failure: notTried(settled),
    artifacts: [],
  }
}

/** The surface itself was not tried, so whatever kept us from it says nothing against it. */
function notTried(failure: Failure): Failure {
  return failure.blame === 'provider' ? { ...failure, class: 'interrupted', blame: 'ours' } : failure
}
