import { setTimeout as sleep } from 'node:timers/promises'
import { defined, MINUTE, SECOND } from '../core/index.ts'
import type { ProxyFault } from '../fault-proxy/index.ts'
import { type Exercising, exercise, exerciseWith } from './exercise.ts'
import { type Exercise, isKeptOut, judgeCell, unsteady } from './judging/cell.ts'
import { identityPrompt } from './judging/golden.ts'
import type { MatrixCell, ModelB } from './judging/matrix.ts'
import { settingToChange } from './judging/setting.ts'
import { inParallel } from './parallel.ts'
import type { Route } from './routes/route.ts'

export interface FailoverTest extends Exercising {
  readonly proxyUrl: string
  readonly routes: readonly Route[]
  readonly faults: readonly ProxyFault[]
  /** Whether an answer is that of the bundled sandbox about itself. */
  readonly isSandboxReply: (text: string) => boolean
  readonly onProgress?: (done: number, of: number) => void
  /** Wait between two requests while a gateway keeps A out, ms. Default: 1 s. */
  readonly askAgainMs?: number
}

/** The result of a failover test. */
interface Findings {
  readonly cells: readonly MatrixCell[]
  readonly modelB?: Omit<ModelB, 'surface'>
  readonly failbackMs?: number
}

/** Longest wait for the return to A before each repeated exercise, ms. */
const RETURN_LIMIT_MS = MINUTE
/** No repeated exercise begins after this time, ms, so that nine faults on three routes end within five minutes. */
const REPEAT_LIMIT_MS = 4 * MINUTE
const ASK_AGAIN_MS = SECOND

/** A cell with its exercise. */
interface Trial {
  readonly route: Route
  readonly fault: ProxyFault
  readonly exercise: Exercise
}

/**
 * Injects every fault into every route: first all at once, then one by one those for which a gateway did not ask A, each after
 * the return to A. Then measures the return to A, and identifies B.
 */
export async function runFailoverTest(test: FailoverTest): Promise<Findings> {
  const begunAt = performance.now()
  const steady = await steadyRoutes(test)
  const plan = test.routes.flatMap((route) => test.faults.map((fault) => ({ route, fault })))
  const ready = plan.filter(({ route }) => !steady.get(route))
  const first = await firstRound(test, ready)
  const trials = await repeatKeptOut(test, first, begunAt)
  const failbackMs = await timeToReturn(test, steady, RETURN_LIMIT_MS / 2)
  const modelB = await identifyB(test, trials)
  const cells = plan.map(({ route, fault }) => {
    const trial = trials.find((candidate) => candidate.route === route && candidate.fault === fault)
    return trial ? cellOf(trial, test.proxyUrl) : untriedCell(route, fault, steady.get(route) ?? '', test.proxyUrl)
  })
  return { cells, ...defined({ modelB, failbackMs }) }
}

/** By route: why it does not work without a fault; undefined where it works. */
async function steadyRoutes(test: FailoverTest): Promise<ReadonlyMap<Route, string | undefined>> {
  return new Map(
    await Promise.all(test.routes.map(async (route) => [route, unsteady(await exercise(test, route))] as const)),
  )
}

async function firstRound(
  test: FailoverTest,
  plan: readonly Pick<Trial, 'route' | 'fault'>[],
): Promise<readonly Trial[]> {
  let done = 0
  const rounds = test.routes.map((route) =>
    inParallel(
      plan.filter((trial) => trial.route === route),
      route.parallel,
      async ({ fault }) => {
        const result = await exercise(test, route, fault)
        done += 1
        test.onProgress?.(done, plan.length)
        return { route, fault, exercise: result }
      },
    ),
  )
  return (await Promise.all(rounds)).flat()
}

/** Repeats the exercises in which the gateway kept A out after an earlier failure (cooldown), so that the fault was not tested. */
async function repeatKeptOut(test: FailoverTest, first: readonly Trial[], begunAt: number): Promise<readonly Trial[]> {
  const result: Trial[] = []
  const isTimeLeft = () => performance.now() - begunAt < REPEAT_LIMIT_MS && !test.signal.aborted
  for (const trial of first) {
    const repeat = isKeptOut(trial.exercise) && isTimeLeft() && (await isBack(test, trial.route, RETURN_LIMIT_MS))
    result.push(repeat ? { ...trial, exercise: await exercise(test, trial.route, trial.fault) } : trial)
  }
  return result
}

/** Waits until A answers through a route again. */
async function isBack(test: FailoverTest, route: Route, limitMs: number): Promise<boolean> {
  for (const end = performance.now() + limitMs; performance.now() < end && !test.signal.aborted; ) {
    if (unsteady(await exercise(test, route)) === undefined) return true
    await sleep(test.askAgainMs ?? ASK_AGAIN_MS)
  }
  return false
}

async function timeToReturn(
  test: FailoverTest,
  steady: ReadonlyMap<Route, string | undefined>,
  limitMs: number,
): Promise<number | undefined> {
  const route = test.routes.find((candidate) => candidate.name !== 'direct' && steady.get(candidate) === undefined)
  if (!route) return undefined
  const begunAt = performance.now()
  return (await isBack(test, route, limitMs)) ? performance.now() - begunAt : undefined
}

/** Asks B for its identity, through a fault that B took over. */
async function identifyB(test: FailoverTest, trials: readonly Trial[]): Promise<Findings['modelB']> {
  const byB = trials.find((trial) => judgeCell(trial.fault, trial.exercise).servedBy?.endsWith('B'))
  if (!byB) return undefined
  const { reply } = await exerciseWith(test, byB.route, byB.fault, identityPrompt)
  const model = byB.exercise.reply?.model
  return { sandbox: test.isSandboxReply(reply?.text ?? ''), ...defined({ model }) }
}

function cellOf({ route, fault, exercise: result }: Trial, proxyUrl: string): MatrixCell {
  const { sighting, tookMs, reply } = result
  const { verdict, ...judged } = judgeCell(fault, result)
  const todo = settingToChange({ fault, verdict, sighting, keptOut: isKeptOut(result), proxyUrl })
  const { seen, injected } = sighting
  return {
    ...{ fault: fault.name, class: fault.class, route: route.name, verdict, ...judged, tookMs, seen, injected },
    ...defined({ model: reply?.model, todo }),
  }
}

/** Node's error codes of a server that cannot be reached. */
const NO_CONNECTION = /\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)\b/

/** A cell of a route that does not work even without a fault. */
function untriedCell(route: Route, fault: ProxyFault, why: string, proxyUrl: string): MatrixCell {
  const sighting = { seen: 0, injected: 0 }
  const keptOut = why.startsWith('model B answered')
  const unreachable = NO_CONNECTION.test(why)
  const todo = settingToChange({ fault, verdict: 'not exercised', sighting, keptOut, unreachable, proxyUrl }) ?? ''
  return {
    ...{ fault: fault.name, class: fault.class, route: route.name, verdict: 'not exercised', text: why },
    ...{ tookMs: 0, ...sighting, todo },
  }
}
