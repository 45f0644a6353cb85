import { existsSync } from 'node:fs'
import type { Config } from '../config/index.ts'
import { type Clock, type Log, MINUTE, type Target } from '../core/index.ts'
import { createChannels } from '../notify/index.ts'
import { createEngine, findBrowser } from '../run/index.ts'
import { openStore } from '../store/index.ts'
import { browserCheck } from './browser.ts'
import { channelChecks } from './channels.ts'
import type { Check } from './check.ts'
import { clientChecks } from './client.ts'
import { clockCheck } from './clock.ts'
import { controlsCheck } from './controls.ts'
import { credentialChecks } from './credentials.ts'
import { databaseCheck } from './database.ts'
import { locatorsCheck } from './locators.ts'
import { portCheck } from './port.ts'
import { reach } from './reach.ts'
import { statusPageChecks } from './status-page.ts'
import { surfaceChecks } from './surfaces.ts'

export interface CheckDeps {
  readonly clock: Clock
  readonly log: Log
  /** Send a test alert through every channel. */
  readonly sendTest: boolean
}

/** Waiting for a lock longer than this tells nothing more, ms. */
const LOCK_WAIT_MS = 3_000

/** Everything that is worth looking at for a configuration. */
export function checksFor(config: Config, deps: CheckDeps): readonly Check[] {
  const { clock, log, sendTest } = deps
  const path = config.database
  const open = () => openStore({ path, log, clock, mustExist: true, lockWaitMs: LOCK_WAIT_MS })
  const workerRuns = async () => {
    if (!existsSync(path)) return false
    const store = await open()
    const heard = await store.lastHeartbeat().finally(() => store.close())
    return heard !== undefined && clock.now() - heard < MINUTE
  }
  const engine = async () =>
    createEngine({
      probeFiles: config.probeFiles,
      targets: config.targets,
      location: config.location,
      stateDir: config.stateDir,
      environment: config.passedOn,
      browser: await findBrowser(config.browser === undefined ? {} : { path: config.browser }),
      log,
      clock,
    })
  const hasPages = config.targets.some(({ login, console }) => login ?? console)
  const channels = createChannels(config.channels, { log })
  return [
    browserCheck(findBrowser, config.browser),
    databaseCheck(path, open),
    ...(config.targets.length > 0 ? [clockCheck(config.targets.flatMap(addressesOf), reach)] : []),
    portCheck(config.dashboard.host, config.dashboard.port, workerRuns),
    ...channelChecks(channels, { sendTest, clock, location: config.location }),
    ...config.targets.flatMap((target) => [
      ...surfaceChecks(target, reach),
      ...credentialChecks(target, reach),
      ...clientChecks(target, config.passedOn),
      controlsCheck(target, reach),
      ...statusPageChecks(target),
    ]),
    ...(hasPages ? [locatorsCheck(engine, { location: config.location, now: clock.now })] : []),
  ]
}

function addressesOf({ api, login, statusPage }: Target): readonly string[] {
  return [api?.url, login?.url, statusPage].filter((url) => url !== undefined)
}
