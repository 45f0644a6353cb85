import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import { isAlive } from '../../support/product.ts'
import { quantile, verdict } from '../numbers.ts'
import { ownCpuOf, residentOf, treeOf } from '../process-stats.ts'
import { lockDatabase, openStored, type Stored } from './database.ts'
import { newSetting, type Service, startService, startWorker } from './setting.ts'
import { fetchCost, syncsPerSecond } from './yardsticks.ts'

// A thousand probes every ten seconds. Linux: it reads /proc.
//   --models        300 models on one target instead
//   --failing       then all of them fail at once, for twice as long
//   --locked        then another process locks the database for a while
//   --hanging       every run hangs when it is stopped
//   --targets N, --seconds N
//   --product DIR   a built checkout to measure instead of this one
//   --profile DIR   leave a CPU profile of the worker there
const EVERY_MS = 10_000
const TRIED_WITHIN_MS = 12_000
const GIVE_UP_MS = 300_000
/** Less than the timeout of a probe, so that the most runs are under way. */
const HANGING_MS = 4_500
/** Until the alerts come, and some time after. */
const FAILING_WINDOWS = 2
/** To a channel in two minutes. */
const MOST_MESSAGES = 10

const words = process.argv
const isModels = words.includes('--models')
const isLocked = words.includes('--locked')
const isHanging = words.includes('--hanging')
const isFailing = words.includes('--failing')
const targets = isModels ? 1 : numberOf('--targets', 1_000)
const models = isModels ? 300 : 1
const probes = targets * models
const windowMs = numberOf('--seconds', 30) * 1_000
const root = wordAfter('--product') ?? PACKAGE_ROOT

const service = await startService()
const folder = newSetting(service.url, targets, models)
console.log(`${probes} probes on ${targets} targets, each every ${EVERY_MS / 1_000} s, of ${root}`)
await measure(service)
service.end()
rmSync(folder, { recursive: true, force: true })

async function measure({ url, say }: Service): Promise<void> {
  const startedAt = Date.now()
  const worker = startWorker(root, folder, url, wordAfter('--profile'))
  await until('the database', () => existsSync(join(folder, 'bench.sqlite')))
  await sleep(2_000)
  const stored = openStored(folder)
  await until('the first run', () => stored.tried() > 0)
  const firstAfterMs = Date.now() - startedAt
  const triedAfterMs = await untilTried(stored, startedAt)
  console.log(
    verdict(
      'all were tried',
      `${seconds(triedAfterMs)}, the first within ${seconds(firstAfterMs)}`,
      `${TRIED_WITHIN_MS / 1_000} s after the start`,
      triedAfterMs <= TRIED_WITHIN_MS,
    ),
  )

  const healthy = await watchWindow('healthy', worker.pid, stored, windowMs)
  const falseNotices = stored.notices()
  console.log(verdict('false notices', String(falseNotices), '0', falseNotices === 0))
  const falseAlerts = stored.alerts()
  console.log(verdict('false alerts', String(falseAlerts), '0', falseAlerts === 0))
  if (isFailing) {
    await say({ down: true })
    const failing = await watchWindow('all failing', worker.pid, stored, windowMs * FAILING_WINDOWS)
    const pace = failing / healthy
    console.log(verdict('pace while all fail', `${pace.toFixed(2)} of the pace before`, 'at least 0.95', pace >= 0.95))
    const messages = await say({})
    const sent = `${stored.alerts()} alerts, ${stored.sentAlerts()} of them in ${messages} messages`
    console.log(verdict('alerts while all fail', sent, `at most ${MOST_MESSAGES} messages`, messages <= MOST_MESSAGES))
  }
  if (isLocked) {
    const release = lockDatabase(folder)
    await watchWindow('database locked', worker.pid, stored, windowMs, async () => {
      release()
      await sleep(EVERY_MS)
    })
    console.log(verdict('runs left open', String(stored.open()), 'what is under way', stored.open() < probes / 10))
  }
  const { fetchMs, syncs } = { fetchMs: await fetchCost(url), syncs: syncsPerSecond(folder) }
  console.log(
    `       for comparison: a plain fetch ${fetchMs.toFixed(2)} ms CPU; the disk syncs ${syncs.toFixed(0)} times a second`,
  )
  if (isHanging) {
    await say({ hanging: true })
    await sleep(HANGING_MS)
    console.log(`       ${stored.open()} runs hang when it is stopped`)
  }
  await measureStop(worker, stored)
  stored.close()
}

/** Prints what is seen for a while, read once `settle` has ended; gives the scheduled runs per second. */
async function watchWindow(
  name: string,
  pid: number,
  stored: Stored,
  windowMs: number,
  settle = async () => {},
): Promise<number> {
  await sleep(EVERY_MS)
  const from = Date.now()
  const cpu = ownCpuOf(pid)
  const runnerCpu = runnerCpuOf(pid)
  await sleep(windowMs)
  const until = Date.now()
  const [workerS, runnerS] = [ownCpuOf(pid) - cpu, runnerCpuOf(pid) - runnerCpu]
  await settle()
  const runs = stored.runs(from, until)
  const lags = stored.lags(from, until)
  const perSecond = (lags.length * 1_000) / (until - from)
  const cpuMs = (workerS * 1_000) / runs
  const [p50, p99] = [quantile(lags, 0.5), quantile(lags, 0.99)]
  console.log(
    `  ${name}: ${runs} runs in ${seconds(until - from)}, ${perSecond.toFixed(1)} scheduled ones a second of ${(probes * 1_000) / EVERY_MS}`,
  )
  console.log(verdict('  lag p50', `${p50} ms`, '50 ms', p50 <= 50))
  console.log(verdict('  lag p99', `${p99} ms`, '250 ms', p99 <= 250))
  // A runner that was replaced took its CPU time with it.
  const runner = runnerS < 0 ? 'the runner was replaced' : `the runner ${((runnerS * 1_000) / runs).toFixed(2)} ms`
  console.log(verdict('  worker CPU a check', `${cpuMs.toFixed(2)} ms (${runner})`, '2 ms', cpuMs <= 2))
  const mb = residentOf(pid)
  console.log(verdict('  worker memory', `${mb.toFixed(0)} MB`, '200 MB', mb <= 200))
  console.log(`       slots not run so far: ${stored.skipped()}`)
  return perSecond
}

async function measureStop(worker: ReturnType<typeof startWorker>, stored: Stored): Promise<void> {
  const tree = treeOf(worker.pid)
  const begun = performance.now()
  worker.terminate()
  const code = await Promise.race([worker.exited, sleep(120_000).then(() => 'none')])
  const tookMs = performance.now() - begun
  const alive = tree.filter(isAlive)
  console.log(verdict('stopped after', `${seconds(tookMs)}, exit code ${code}`, '5 s', tookMs <= 5_000 && code === 0))
  console.log(verdict('processes left', String(alive.length), '0', alive.length === 0))
  console.log(verdict('runs left open', String(stored.open()), '0', stored.open() === 0))
  console.log(verdict('database', stored.integrity(), 'ok', stored.integrity() === 'ok'))
}

async function untilTried(stored: Stored, startedAt: number): Promise<number> {
  await until('every probe to be tried', () => stored.tried() >= probes)
  return Date.now() - startedAt
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + GIVE_UP_MS; Date.now() < end; await sleep(250)) if (isSo()) return
  throw new Error(`waited in vain for ${what}`)
}

function runnerCpuOf(pid: number): number {
  const [, ...others] = treeOf(pid)
  return others.reduce((sum, one) => sum + ownCpuOf(one), 0)
}

function wordAfter(word: string): string | undefined {
  const at = words.indexOf(word)
  return at < 0 ? undefined : words[at + 1]
}

function numberOf(word: string, otherwise: number): number {
  const at = words.indexOf(word)
  const value = at < 0 ? otherwise : Number(words[at + 1])
  if (!(value >= 1)) throw new Error(`${word} takes a number of at least 1`)
  return value
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
