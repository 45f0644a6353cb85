import { existsSync } from 'node:fs'
import type { Config } from '../../config/index.ts'
import {
  type Clock,
  defined,
  isWorkerAlive,
  type Log,
  type MonotonicClock,
  type Problem,
  proxyEnvironment,
  proxySecrets,
  secretsIn,
  type Target,
} from '../../core/index.ts'
import { createFetch } from '../../net/index.ts'
import { bestRungOf, createChannels } from '../../notify/index.ts'
import {
  createAsk,
  createEngine,
  createScrubber,
  type Engine,
  type EngineOptions,
  findBrowser,
  keptSessionState,
  type ProbeNames,
} from '../../run/index.ts'
import { openStore, openStoreReader } from '../../store/index.ts'
import { browserCheck } from './browser.ts'
import { channelRecordsIn } from './channel-records.ts'
import { channelChecks } from './channels.ts'
import type { Check } from './check.ts'
import { clientChecks } from './client.ts'
import { clockCheck } from './clock.ts'
import { controlsCheck } from './controls.ts'
import { credentialChecks } from './credentials.ts'
import { databaseCheck } from './database.ts'
import { deadManChecks, type PingRecord } from './dead-man.ts'
import { locatorsCheck } from './locators.ts'
import { manualSignInChecks } from './manual-sign-in.ts'
import { portCheck } from './port.ts'
import { probesCheck } from './probes.ts'
import { createProbing } from './probing.ts'
import { proxyChecks } from './proxy.ts'
import { createReach } from './reach.ts'
import { stateFolderChecks } from './state-folder.ts'
import { statusPageChecks } from './status-page.ts'
import { surfaceChecks } from './surfaces.ts'

interface CheckDeps {
  readonly clock: Clock & MonotonicClock
  readonly log: Log
  /** Whether to send a test alert through every channel. */
  readonly sendTest: boolean
  /** The pings of the running worker; undefined where none runs. */
  readonly readPings: () => PingRecord | undefined
  /** The targets and cadences that `start` would use, including the sandbox. */
  readonly watched: Pick<EngineOptions, 'targets' | 'overrides'> & {
    /** The names in the configuration that match no probe or surface. */
    unknownIn(names: ProbeNames): readonly Problem[]
  }
}

/** Timeout for the lock of the database, ms: a longer wait would not change the finding. */
const LOCK_WAIT_MS = 3_000

/** The checks, with the resources they share. */
export interface Checkup {
  readonly checks: readonly Check[]
  /** Ends the processes that the checks share; takes at most a few seconds. */
  end(): Promise<void>
}

/** The checks of a configuration, in the order of the report. */
export function checksFor(config: Config, deps: CheckDeps): Checkup {
  const { clock, log, sendTest, watched } = deps
  const path = config.database
  const open = () => openStore({ path, log, clock, mustExist: true, olderSchema: 'refuse', lockWaitMs: LOCK_WAIT_MS })
  const workerRuns = async () => {
    if (!existsSync(path)) return false
    const store = await openStoreReader({ path, lockWaitMs: LOCK_WAIT_MS })
    return isWorkerAlive(await store.lastHeartbeat().finally(() => store.close()), clock.now())
  }
  const probing = createProbing(() => engineFor(config, deps))
  const session = (target: Target) =>
    config.sessionKey &&
    keptSessionState({ target, stateDir: config.stateDir, key: config.sessionKey, now: clock.now() })
  const scrubber = createScrubber()
  for (const secret of secretsIn(config)) scrubber.add(secret.name, secret.reveal())
  for (const { name, value } of proxySecrets(config.proxy)) scrubber.add(name, value)
  const fetcher = createFetch(config.proxy)
  const reach = createReach(config.proxy)
  const channels = createChannels(config.channels, { fetch: fetcher })
  const checks = [
    browserCheck(findBrowser, config.browser),
    databaseCheck(path, open),
    ...stateFolderChecks(config),
    ...proxyChecks(config.proxy),
    ...(config.targets.length > 0 ? [clockCheck(config.targets.flatMap(addressesOf), reach)] : []),
    portCheck(config.dashboard, workerRuns),
    ...channelChecks(channels, {
      ...{ sendTest, clock, location: config.location, timezone: config.timezone },
      bestRungs: new Map(config.channels.map((channel) => [channel.name, bestRungOf(channel)])),
      ...channelRecordsIn({ path, clock, log, lockWaitMs: LOCK_WAIT_MS }),
    }),
    ...deadManChecks(config.deadMan, { readPings: deps.readPings, now: clock.now }),
    probesCheck(probing, watched),
    ...config.targets.flatMap((target) => [
      ...surfaceChecks(target, reach),
      ...credentialChecks(target, reach),
      ...clientChecks(target, { ...config.passedOn, ...proxyEnvironment(config.proxy) }),
      ...manualSignInChecks(target, session),
      controlsCheck(target, watched.targets, createAsk(config.proxy)),
      ...statusPageChecks(target, scrubber.data, fetcher),
    ]),
    ...(config.targets.some(hasPages)
      ? [locatorsCheck(probing, { targets: config.targets, session, location: config.location, now: clock.now })]
      : []),
  ]
  return { checks, end: () => probing.end() }
}

async function engineFor(config: Config, { clock, log, watched }: CheckDeps): Promise<Engine> {
  const { probeFiles, location, stateDir, sessionKey, passedOn } = config
  const browser = config.targets.some(hasPages) ? await findBrowser(defined({ path: config.browser })) : undefined
  return createEngine({
    probeFiles,
    location,
    stateDir,
    sessionKey,
    environment: passedOn,
    proxy: config.proxy,
    browser,
    log,
    clock,
    targets: watched.targets,
    ...defined({ overrides: watched.overrides }),
  })
}

function hasPages({ login, console: keys }: Target): boolean {
  return (login ?? keys) !== undefined
}

function addressesOf({ api, login, statusPage, urls = {} }: Target): readonly string[] {
  return [api?.url, login?.url, statusPage, ...Object.values(urls)].filter((url) => url !== undefined)
}
