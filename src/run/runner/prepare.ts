import { join } from 'node:path'
import { type ProxySettings, proxyEnvironment, Secret, type Target } from '../../core/index.ts'
import type { Probe } from '../../probe/index.ts'
import { openBrowserDriver } from '../drivers/browser/driver.ts'
import { openCliDriver } from '../drivers/cli/driver.ts'
import type { Driver } from '../drivers/driver.ts'
import { openApiDriver } from '../drivers/http/driver.ts'
import type { FromRunner, RunnerSetup, RunOrder } from '../protocol/protocol.ts'
import { createRecorder, type Recorder } from '../record/recorder.ts'
import type { Scrubber } from '../secrets/scrub.ts'
import { type BrowserHost, createBrowserHost } from '../sessions/browser-host.ts'
import { createSessions, type Sessions } from '../sessions/session-keeper.ts'
import { signInFor, trySession } from '../sessions/sign-in.ts'
import { createSignInRecord, historyOf, type SignInRecord } from '../sessions/sign-in-record.ts'
import { createVault, NO_VAULT } from '../sessions/vault.ts'

export interface RunnerDeps {
  readonly emit: (message: FromRunner) => void
  /** The environment of this process. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Gets the secrets of the targets, and of the sessions that are made. */
  readonly scrubber: Scrubber
  /** A browser that other runners use as well. Default: one of its own. */
  readonly host?: BrowserHost
}

/** What the runs of a runner share. */
export interface Equipment {
  readonly setup: RunnerSetup
  readonly deps: RunnerDeps
  readonly proxy: ProxySettings
  readonly host: BrowserHost
  readonly sessions: Sessions
  readonly record: SignInRecord
}

/** The browser and the sessions of a runner; the browser starts on demand. */
export function createEquipment(setup: RunnerSetup, proxy: ProxySettings, deps: RunnerDeps): Equipment {
  const { emit, scrubber } = deps
  const { key, folder } = setup.sessions
  const started = (name: string) => emit({ kind: 'browser', name })
  const host = deps.host ?? createBrowserHost(setup.browser, started, { look: setup.look, proxy })
  const warn = (text: string) => emit({ kind: 'note', event: 'session', text: scrubber.text(text) })
  const record = createSignInRecord(join(folder, 'sign-ins.json'), warn)
  const sessions = createSessions({
    signIn: (target) => signInFor(host, target, { scrubber, record }),
    tryOut: (target, session) => trySession(host, target, session),
    vault: key === undefined ? NO_VAULT : createVault(folder, new Secret('DOORWATCH_KEY', key), warn),
    hide: scrubber.add,
    now: Date.now,
  })
  return { setup, deps, proxy, host, sessions, record }
}

interface Prepared {
  readonly driver: Driver
  readonly recorder: Recorder
}

/** Opens what drives a run: for a browser probe a fresh context, signed in where it starts signed in. */
export async function prepare(equipment: Equipment, order: RunOrder, probe: Probe, target: Target): Promise<Prepared> {
  const { setup, proxy, host, sessions, record } = equipment
  const { emit, env, scrubber } = equipment.deps
  const onOpen = order.followed ? (name: string) => emit({ kind: 'step', id: order.id, name }) : () => {}
  const recorder = createRecorder(() => performance.now(), onOpen)
  const keepAlways = setup.look?.keepEvidence === true
  const evidence = order.evidence ? { artifactDir: setup.artifactDir, folder: order.evidence, keepAlways } : undefined
  if (probe.kind === 'api') return { recorder, driver: openApiDriver(recorder, scrubber, proxy) }
  if (probe.kind === 'cli') {
    const clientEnv = { ...env, ...proxyEnvironment(proxy) }
    return { recorder, driver: openCliDriver({ recorder, scrubber, env: clientEnv, evidence }) }
  }
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
