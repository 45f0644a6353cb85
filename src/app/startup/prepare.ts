import { existsSync } from 'node:fs'
import { type Config, stateNotice } from '../../config/index.ts'
import {
  type Clock,
  ConfigError,
  defined,
  type Log,
  MonitorError,
  type ProbePlan,
  type Problem,
  type Target,
} from '../../core/index.ts'
import {
  type BrowserChoice,
  createEngine,
  type Engine,
  findBrowser,
  installBrowser,
  type Look,
} from '../../run/index.ts'
import { sandboxAnswers, startSandbox } from '../../sandbox/index.ts'
import type { Lifecycle } from '../process/lifecycle.ts'
import { readSandboxLink, removeSandboxLink, type SandboxLink, writeSandboxLink } from './sandbox-link.ts'
import { type Display, visibleBrowser } from './visible-browser.ts'
import { watchedBy } from './watched.ts'

interface PrepareDeps {
  readonly config: Config
  readonly life: Lifecycle
  readonly clock: Clock
  readonly log: Log
  /** Shows the current step of the start. */
  readonly progress: (text: string) => void
  /** Asks a yes-or-no question; undefined without a terminal. */
  readonly ask: ((question: string) => Promise<boolean>) | undefined
  /** Whether the address of the sandbox is written to the state folder, for other commands. A one-off run does not. */
  readonly announce: boolean
  /** Set where a person watches the runs. */
  readonly watching?: Watching
}

/** How a person watches the runs, and the display for browser windows. */
export interface Watching {
  readonly look: Look
  readonly display: Display | undefined
}

/** What a worker or a one-off run needs to run probes. */
export interface Prepared {
  readonly targets: readonly Target[]
  readonly engine: Engine
  readonly plans: readonly ProbePlan[]
  /** Problems of probe files that cannot be loaded; the others run. */
  readonly problems: readonly Problem[]
  /** Probes that fit no target. */
  readonly warnings: readonly Problem[]
  readonly sandbox?: SandboxLink
  readonly browser?: BrowserChoice
}

/**
 * Finds a browser, starts the sandbox if the configuration watches it, and loads the probes. `life` stops both.
 * @throws ConfigError if no probe can be loaded or a name does not exist; MonitorError if no browser is found
 */
export async function prepare(deps: PrepareDeps): Promise<Prepared> {
  const { config, life, watching } = deps
  const notice = stateNotice(config)
  if (notice) deps.log.warn(`${notice.text}. ${notice.todo}`)
  const browser = await browserFor(deps)
  const sandbox = config.sandbox ? await sandboxFor(deps) : undefined
  const { targets, overrides, unknownIn } = watchedBy(config, sandbox)
  const engine = createEngine({
    probeFiles: config.probeFiles,
    targets,
    location: config.location,
    stateDir: config.stateDir,
    sessionKey: config.sessionKey,
    browser,
    environment: { ...config.passedOn, ...(watching?.look.headed ? watching.display : {}) },
    look: watching?.look,
    proxy: config.proxy,
    overrides,
    log: deps.log,
    clock: deps.clock,
  })
  life.onEnd(
    'engine',
    () => engine.stop(),
    () => engine.kill(),
  )
  const { plans, problems, warnings, names } = await engine.load()
  const unknown = names ? unknownIn(names) : []
  if (unknown.length > 0) {
    const message = 'the configuration refers to probes or surfaces that do not exist'
    throw new ConfigError(message, [...unknown, ...problems])
  }
  if (plans.length === 0)
    throw new ConfigError('there is no probe to run', [...problems, ...warnings], { hint: WITHOUT_PROBE })
  return {
    targets,
    engine,
    plans,
    ...{ problems, warnings },
    ...defined({ sandbox, browser }),
  }
}

const WITHOUT_PROBE =
  'A probe runs for each target that configures its door (login, chat, console, cli, api), unless "schedule" turns it off. Run "doorwatch doctor" to check each target.'

const WITHOUT_DISPLAY =
  'Use --trace instead of --headed, or run it on a machine with a screen. A virtual screen works as well: xvfb-run -a doorwatch run … --headed'

async function browserFor(deps: PrepareDeps): Promise<BrowserChoice | undefined> {
  const { browser } = deps.config
  if (browser !== undefined && !existsSync(browser)) {
    throw new MonitorError('config', `there is no browser at ${browser}`, {
      hint: 'Fix DOORWATCH_BROWSER or "browser" in the config, or remove it: Doorwatch then finds an installed browser.',
    })
  }
  if (deps.watching?.look.headed) return visibleBrowser(deps.config, deps.watching.display, WITHOUT_DISPLAY)
  const installed = await findBrowser(defined({ path: browser }))
  if (installed) return installed
  return installBrowser({ ask: deps.ask, progress: deps.progress })
}

/** The sandbox that already runs for this folder, or a new one. */
async function sandboxFor(deps: PrepareDeps): Promise<SandboxLink> {
  const { config, life } = deps
  const running = readSandboxLink(config.stateDir)
  if (running && (await sandboxAnswers(running.controlUrl))) return running
  const sandbox = await startSandbox({ log: deps.log })
  life.onEnd('sandbox', () => sandbox.stop())
  const link = { url: sandbox.url, controlUrl: sandbox.controlUrl, pid: process.pid }
  if (deps.announce) {
    writeSandboxLink(config.stateDir, link)
    life.onEnd('sandbox link', () => removeSandboxLink(config.stateDir, process.pid))
  }
  return link
}
