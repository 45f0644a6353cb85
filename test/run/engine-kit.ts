import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import {
  defined,
  type LoginDoor,
  type ProbePlan,
  type Problem,
  type RunResult,
  SILENT,
  type Target,
} from '../../src/core/index.ts'
import { createEngine, type EngineParts } from '../../src/run/engine.ts'
import { type Engine, type EngineOptions, findBrowser } from '../../src/run/index.ts'
import { treeOf } from '../../src/run/process/process-tree.ts'

/** A folder for one test file, gone afterwards. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'doorwatch-test-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The least that a target with a web page needs. */
export function siteTarget(url: string, more: Partial<Target> = {}): Target {
  return { name: 'site', title: 'Site', console: { url, locators: { keysLink: 'a', keys: 'h1' } }, ...more }
}

/** A door to sign in through, for pages whose form is like that of the sandbox. */
export function loginDoor(url: string, password: LoginDoor['password']): LoginDoor {
  return {
    url,
    email: 'robin@example.org',
    ...(password ? { password } : {}),
    locators: {
      email: '#email',
      password: '#password',
      submit: '#submit',
      signedIn: '#signed-in',
      signOut: '#sign-out',
      signedOut: '#submit',
    },
  }
}

/** Writes probe files with these bodies; each is a browser probe of surface `console` unless it says otherwise. */
export function writeProbes(folder: string, bodies: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(bodies).map(([name, body]) => {
    const file = join(folder, `${name}.probe.ts`)
    writeFileSync(file, body.includes('export default') ? body : wrapped(name, body))
    return file
  })
}

function wrapped(name: string, body: string): string {
  return `import { browserProbe, expect } from 'doorwatch/probe'
export default browserProbe(
  { name: '${name}', surface: 'console', every: '1m', timeout: '8s' },
  async ({ page, context, step, measure, target, signal }) => {
    ${body}
  },
)
`
}

export interface Kit {
  readonly engine: Engine
  readonly plans: readonly ProbePlan[]
  readonly problems: readonly Problem[]
  readonly folder: string
  run(probe: string, more?: { readonly evidence?: boolean; readonly signal?: AbortSignal }): Promise<RunResult>
  /** Every process that the engine has, by process id. */
  processes(): readonly number[]
}

/** An engine over these probes and targets, loaded; the caller stops it. */
export async function startKit(options: {
  readonly folder: string
  readonly files: readonly string[]
  readonly targets: readonly Target[]
  readonly more?: Partial<EngineOptions>
  /** `startRunnerHere`, where the process of a runner makes no difference. Default: a process of its own. */
  readonly start?: EngineParts['start']
}): Promise<Kit> {
  const { folder, files, targets } = options
  const engineOptions: EngineOptions = {
    probeFiles: files,
    targets,
    location: 'test',
    stateDir: join(folder, 'state'),
    browser: await findBrowser(),
    log: SILENT,
    clock: { now: () => Date.now() },
    ...options.more,
  }
  const engine = createEngine(engineOptions, defined({ start: options.start }))
  const { plans, problems } = await engine.load()
  return {
    engine,
    plans,
    problems,
    folder,
    run(probe, { evidence = false, signal } = {}) {
      const plan = plans.find((one) => one.probe === probe)
      const { target, surface } = plan ?? { target: 'site', surface: 'console' }
      const request = { target, surface, probe, location: 'test', scheduledAt: Date.now(), evidence }
      return engine.run({ ...request, trigger: evidence ? 'confirm' : 'manual' }, signal)
    },
    processes: () => treeOf(process.pid).filter((pid) => pid !== process.pid && isOfEngine(pid, engine)),
  }
}

function isOfEngine(pid: number, engine: Engine): boolean {
  const { runner } = engine.health()
  return runner !== undefined && treeOf(runner).includes(pid)
}

/** One loaded engine for all tests of a file. */
export function useKit(make: () => Promise<Kit>): () => Kit {
  let kit: Kit | undefined
  beforeAll(async () => {
    kit = await make()
  })
  afterAll(() => kit?.engine.stop())
  return () => {
    if (!kit) throw new Error('the engine is not loaded yet')
    return kit
  }
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
