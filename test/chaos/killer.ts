import { readFileSync } from 'node:fs'
import type { Random } from '../bench/detection/random.ts'
import { descendantsOf, type StartedProduct } from '../support/product.ts'
import { pause } from './faults.ts'
import { moreRuns, type Rig } from './rig.ts'

const VICTIMS = ['worker', 'runner', 'browser'] as const
type Victim = (typeof VICTIMS)[number]

/** SIGKILLs that hit a process, by kind. */
type Kills = Record<Victim, number>

/** The owner is notified when run after run loses its runner or its browser, be it during the start of the browser. */
export function isNoticeOfKills(headline: string): boolean {
  return /the (runner process|browser) (died|was killed by SIGKILL)|the browser did not start/.test(headline)
}

interface KillPlan {
  readonly kills: number
  /** How often each kind is chosen, relative to the others. */
  readonly weights: Readonly<Partial<Record<Victim, number>>>
  /** Runs between two kills, at most. */
  readonly mostRuns: number
}

/** Of the kills, this share falls at any time, also while the worker starts; before the others it runs a few probes. */
const ANY_TIME = 0.3
/** Wait before a kill, ms; short ones are as frequent as long ones on a logarithmic scale. */
const WAIT_MS = { least: 30, most: 1_000 }

/** Kills processes of the product at random moments; starts the worker again whenever it was the victim. */
export async function killAtRandom(rig: Rig, random: Random, plan: KillPlan): Promise<Kills> {
  const kills: Kills = { worker: 0, runner: 0, browser: 0 }
  let product = rig.running() ?? rig.start()
  while (kills.worker + kills.runner + kills.browser < plan.kills) {
    if (random.next() >= ANY_TIME) await moreRuns(product, 1 + Math.floor(random.next() * plan.mostRuns))
    await pause(WAIT_MS.least * (WAIT_MS.most / WAIT_MS.least) ** random.next())
    const victim = choose(plan.weights, random)
    if (victim === 'worker') {
      await rig.killWorker()
      product = rig.start()
    } else if (!(await killOne(product, victim, random))) continue
    kills[victim] += 1
  }
  return kills
}

function choose(weights: KillPlan['weights'], random: Random): Victim {
  const total = VICTIMS.reduce((sum, victim) => sum + (weights[victim] ?? 0), 0)
  let remaining = random.next() * total
  for (const victim of VICTIMS) {
    remaining -= weights[victim] ?? 0
    if (remaining < 0) return victim
  }
  return 'worker'
}

/** @returns Whether there was such a process. */
async function killOne(product: StartedProduct, victim: 'runner' | 'browser', random: Random): Promise<boolean> {
  const candidates = (await descendantsOf(product.pid)).filter((pid) => kindOf(pid) === victim)
  const pid = candidates[Math.floor(random.next() * candidates.length)]
  if (pid === undefined) return false
  try {
    process.kill(pid, 'SIGKILL')
    return true
  } catch {
    return false
  }
}

function kindOf(pid: number): Victim | undefined {
  const line = commandLine(pid)
  if (/run\/runner\/main\.js/.test(line)) return 'runner'
  return /chrom|headless/i.test(line.split('\0')[0] ?? '') && !line.includes('--type=') ? 'browser' : undefined
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
