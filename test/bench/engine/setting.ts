import type { ChildProcess } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sandboxTarget } from '../../../src/config/presets/index.ts'
import { type RunResult, SILENT, type Target } from '../../../src/core/index.ts'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import { type BrowserChoice, createEngine, type Engine, findBrowser } from '../../../src/run/index.ts'
import { SANDBOX_ACCOUNT } from '../../../src/sandbox/account/account.ts'
import { ask, startChild } from './child.ts'

/** All that the measurements share. */
export interface Setting {
  readonly engine: Engine
  readonly browser: BrowserChoice
  readonly raw: ChildProcess
  readonly urls: { readonly site: string; readonly sandbox: string; readonly control: string }
  /** How long the site took for the last page, by its own clock, ms. */
  pageMs(): Promise<number>
  run(target: string, probe: string): Promise<RunResult>
  end(): Promise<void>
}

export const DELAYS_MS = [0, 50, 200, 1_000]
/** Not multiples of anything Playwright polls with. */
export const WAITS_MS = Array.from({ length: 25 }, (_none, index) => index * 100 + 7)

const BENCH = ['one-page', 'navigate', 'wait']
const DOORS = ['login', 'chat', 'console', 'cli', 'api']

/** Starts the services, the yardstick and an engine on the built-in probes and those of this folder. */
export async function prepare(): Promise<Setting> {
  const browser = await findBrowser()
  if (!browser) throw new Error('the benchmark needs a browser')
  const services = await startChild<Setting['urls']>('services.ts')
  const raw = await startChild('raw.ts')
  const urls = services.hello
  const engine = createEngine({
    probeFiles: [
      ...DOORS.map((name) => `probes/${name}`),
      ...BENCH.map((name) => `test/bench/engine/probes/${name}`),
    ].map((name) => join(PACKAGE_ROOT, `${name}.probe.ts`)),
    targets: [sandboxAt(urls), ...siteTargets(urls.site)],
    location: 'bench',
    stateDir: mkdtempSync(join(tmpdir(), 'doorwatch-bench-')),
    browser,
    log: SILENT,
    clock: { now: () => Date.now() },
    overrides: Object.fromEntries(DOORS.map((name) => [`sandbox/${name}`, { everyMs: 10_000, timeoutMs: 8_000 }])),
  })
  const { problems } = await engine.load()
  if (problems.length > 0) throw new Error(JSON.stringify(problems))
  return {
    engine,
    browser,
    raw: raw.child,
    urls,
    pageMs: () => ask<number>(services.child, 'pageMs'),
    run: (target, probe) =>
      engine.run({
        target,
        surface: probe,
        probe,
        location: 'bench',
        trigger: 'manual',
        scheduledAt: Date.now(),
        evidence: false,
      }),
    async end() {
      await engine.stop()
      raw.child.disconnect()
      services.child.disconnect()
    },
  }
}

function sandboxAt({ sandbox, control }: Setting['urls']): Target {
  const cliEntry = join(PACKAGE_ROOT, 'dist/src/sandbox/cli/main.js')
  return sandboxTarget({ url: sandbox, controlUrl: control, account: SANDBOX_ACCOUNT, cliEntry })
}

/** One target per delay, because a probe takes its address from its target. */
function siteTargets(url: string): readonly Target[] {
  const navigations = DELAYS_MS.map((ms) => ({
    name: `page-${ms}`,
    title: '',
    console: { url: `${url}/page?ms=${ms}`, locators: { keysLink: '', keys: '' } },
  }))
  const waits = WAITS_MS.map((ms) => ({
    name: `wait-${ms}`,
    title: '',
    chat: {
      url: `${url}/wait?ms=${ms}`,
      prompt: '',
      answer: '',
      locators: { input: '', send: '', reply: '', done: '' },
    },
  }))
  return [...navigations, ...waits]
}

/** Duration of a step of a passed run. */
export function stepMs(result: RunResult, name: string): number {
  const step = result.steps.find((one) => one.name === name)
  if (result.outcome !== 'passed' || !step) throw new Error(`a run of the benchmark failed: ${JSON.stringify(result)}`)
  return step.durationMs
}
