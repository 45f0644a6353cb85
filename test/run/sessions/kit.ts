import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, onTestFinished } from 'vitest'
import { sandboxTarget } from '../../../src/config/presets/index.ts'
import {
  defined,
  type Log,
  type LoginDoor,
  type RunResult,
  Secret,
  type SignInStrategy,
  type Target,
} from '../../../src/core/index.ts'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import { createEngine } from '../../../src/run/engine.ts'
import { type Engine, type EngineOptions, findBrowser } from '../../../src/run/index.ts'
import { controlClient, SANDBOX_ACCOUNT, SANDBOX_SECOND_FACTOR, startSandbox } from '../../../src/sandbox/index.ts'
import { INSTANT_PACE } from '../../support/instant-pace.ts'
import { startRunnerHere } from '../runner-here.ts'

/** A folder that is gone after the tests of the file. */
export function newStateDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'doorwatch-sign-in-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A log that keeps its lines. */
interface RecordingLog extends Log {
  readonly lines: readonly string[]
}

function recordingLog(): RecordingLog {
  const lines: string[] = []
  const record = (event: string, fields?: Readonly<Record<string, unknown>>) =>
    void lines.push(`${event} ${JSON.stringify(fields ?? {})}`)
  return { lines, debug: record, info: record, warn: record, error: record }
}

export const BUILT_IN = ['login', 'session', 'chat'].map((name) => join(PACKAGE_ROOT, `probes/${name}.probe.ts`))

const SHORT_RUN = { everyMs: 60_000, timeoutMs: 15_000 }
/** Steps of 5 s, for runs that wait for what never comes. */
export const SHORT_STEPS = { login: SHORT_RUN, session: SHORT_RUN }

interface Lab {
  readonly engine: Engine
  readonly log: RecordingLog
  run(probe: string, evidence?: boolean): Promise<RunResult>
}

/** An engine with the built-in browser probes on a target; stopped after the test. Its runner is in this process. */
export async function openLab(options: {
  readonly target: Target
  readonly stateDir: string
  readonly key?: string
  readonly probeFiles?: readonly string[]
  readonly overrides?: EngineOptions['overrides']
  /** Its runner has a process of its own. */
  readonly ownProcess?: boolean
}): Promise<Lab> {
  const log = recordingLog()
  const engineOptions: EngineOptions = {
    probeFiles: options.probeFiles ?? BUILT_IN,
    targets: [options.target],
    location: 'here',
    stateDir: options.stateDir,
    browser: await findBrowser(),
    ...defined({
      sessionKey: options.key === undefined ? undefined : new Secret('DOORWATCH_KEY', options.key),
      overrides: options.overrides,
    }),
    log,
    clock: { now: () => Date.now() },
  }
  const engine = createEngine(engineOptions, options.ownProcess ? {} : { start: startRunnerHere })
  onTestFinished(() => engine.stop())
  const { plans, problems } = await engine.load()
  if (problems.length > 0) throw new Error(JSON.stringify(problems))
  return {
    engine,
    log,
    run(name, evidence = false) {
      const plan = plans.find(({ probe }) => probe === name)
      if (!plan) throw new Error(`no plan for ${name}, only for ${plans.map(({ probe }) => probe).join(', ')}`)
      const { target, surface, probe } = plan
      return engine.run({
        target,
        surface,
        probe,
        location: 'here',
        trigger: 'manual',
        scheduledAt: Date.now(),
        evidence,
      })
    },
  }
}

/** A sandbox of a test's own; its mails go to `smtp`. */
export async function openSandbox(options: { readonly smtp?: string; readonly sessionMs?: number } = {}) {
  const log = recordingLog()
  const sandbox = await startSandbox({ log, port: 0, controlPort: 0, pace: INSTANT_PACE, ...options })
  return { ...sandbox, log, control: controlClient(sandbox.controlUrl) }
}

export type OpenSandbox = Awaited<ReturnType<typeof openSandbox>>

/** The sandbox as a target whose account signs in by `strategy`. */
export function targetOf(sandbox: OpenSandbox, strategy?: SignInStrategy): Target {
  const account = { ...SANDBOX_ACCOUNT }
  const preset = sandboxTarget({ url: sandbox.url, controlUrl: sandbox.controlUrl, account, cliEntry: '' })
  if (!preset.login || !preset.chat) throw new Error('the preset lacks a door')
  const { name, title, chat, controls } = preset
  return { name, title, chat, controls: controls ?? [], login: doorOf(preset.login, sandbox.url, strategy) }
}

function doorOf(login: LoginDoor, url: string, strategy: SignInStrategy | undefined): LoginDoor {
  if (!strategy) return login
  const locators = { ...login.locators, code: 'role=textbox[name="Code"]', codeSubmit: 'role=button[name="Verify"]' }
  switch (strategy.kind) {
    case 'password': {
      const { email, password } = SANDBOX_SECOND_FACTOR
      return { ...login, email, password: new Secret('FACTOR_PASSWORD', password), strategy, locators }
    }
    case 'email-link': {
      const submit = 'role=button[name="Email me a link"]'
      return { ...login, url: `${url}/sign-in/link`, strategy, locators: { ...locators, submit, sent: 'role=status' } }
    }
    case 'email-code':
      return {
        ...login,
        url: `${url}/sign-in/code`,
        strategy,
        locators: { ...locators, submit: 'role=button[name="Email me a code"]' },
      }
    case 'manual':
      return { ...login, strategy }
  }
}

/** Every file below a folder with its bytes as text; zip files are not opened. */
export function filesBelow(folder: string): readonly { readonly path: string; readonly bytes: Buffer }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => ({ path, bytes: readFileSync(path) }))
}

export const stepsOf = (run: RunResult) => run.steps.map(({ name, outcome }) => `${name}: ${outcome}`)
