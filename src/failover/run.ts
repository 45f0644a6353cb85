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

/** What a failover test found. */
export interface Findings {
  readonly cells: readonly MatrixCell[]
  readonly modelB?: Omit<ModelB, 'surface'>
  readonly failbackMs?: number
}

/** A gateway that keeps A out is waited for this long before each further exercise. */
const RETURN_LIMIT_MS = MINUTE
/** No further exercise begins after this time: nine faults on three routes end within five minutes. */
const REPEAT_LIMIT_MS = 4 * MINUTE
const ASK_AGAIN_MS = SECOND

/** A cell with the exercise that it was judged by. */
interface Tried {
  readonly route: Route
  readonly fault: ProxyFault
  readonly exercise: Exercise
}

/**
 * Injects every fault into every route: first all at once, then one by one those that a gateway did not ask A for, each after
 * A is back. Then waits for the return to A, and asks who B is.
 */
export async function runFailoverTest(test: FailoverTest): Promise<Findings> {
  const begunAt = performance.now()
  const steady = await steadyRoutes(test)
  const plan = test.routes.flatMap((route) => test.faults.map((fault) => ({ route, fault })))
  const ready = plan.filter(({ route }) => !steady.get(route))
  const first = await firstRound(test, ready)
  const tried = await repeatKeptOut(test, first, begunAt)
  const failbackMs = await timeToReturn(test, steady, RETURN_LIMIT_MS / 2)
  const modelB = await identifyB(test, tried)
  const cells = plan.map(({ route, fault }) => {
    const found = tried.find((one) => one.route === route && one.fault === fault)
    return found ? cellOf(found, test.proxyUrl) : untriedCell(route, fault, steady.get(route) ?? '', test.proxyUrl)
  })
  return { cells, ...defined({ modelB, failbackMs }) }
}

/** Why a route does not work while nothing is injected; undefined where it does. */
async function steadyRoutes(test: FailoverTest): Promise<ReadonlyMap<Route, string | undefined>> {
  const found = await Promise.all(
    test.routes.map(async (route) => [route, unsteady(await exercise(test, route))] as const),
  )
  return new Map(found)
}

async function firstRound(
  test: FailoverTest,
  plan: readonly Pick<Tried, 'route' | 'fault'>[],
): Promise<readonly Tried[]> {
  let done = 0
  const rounds = test.routes.map((route) =>
    inParallel(
      plan.filter((one) => one.route === route),
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

/** After a failure a gateway keeps A out for a while: what it answered from B meanwhile says nothing about the fault. */
async function repeatKeptOut(test: FailoverTest, first: readonly Tried[], begunAt: number): Promise<readonly Tried[]> {
  const result: Tried[] = []
  const isTimeLeft = () => performance.now() - begunAt < REPEAT_LIMIT_MS && !test.signal.aborted
  for (const one of first) {
    const repeat = isKeptOut(one.exercise) && isTimeLeft() && (await isBack(test, one.route, RETURN_LIMIT_MS))
    result.push(repeat ? { ...one, exercise: await exercise(test, one.route, one.fault) } : one)
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
  const route = test.routes.find((one) => one.name !== 'direct' && steady.get(one) === undefined)
  if (!route) return undefined
  const begunAt = performance.now()
  return (await isBack(test, route, limitMs)) ? performance.now() - begunAt : undefined
}

/** Asks B who it is, through a fault that B took over. */
async function identifyB(test: FailoverTest, tried: readonly Tried[]): Promise<Findings['modelB']> {
  const byB = tried.find((one) => judgeCell(one.fault, one.exercise).servedBy?.endsWith('B'))
  if (!byB) return undefined
  const { reply } = await exerciseWith(test, byB.route, byB.fault, identityPrompt)
  const model = byB.exercise.reply?.model
  return { sandbox: test.isSandboxReply(reply?.text ?? ''), ...defined({ model }) }
}

function cellOf({ route, fault, exercise: result }: Tried, proxyUrl: string): MatrixCell {
  const { sighting, tookMs, reply } = result
  const { verdict, ...judged } = judgeCell(fault, result)
  const todo = settingToChange({ fault, verdict, sighting, keptOut: isKeptOut(result), proxyUrl })
  const { seen, injected } = sighting
  return {
    ...{ fault: fault.name, class: fault.class, route: route.name, verdict, ...judged, tookMs, seen, injected },
    ...defined({ model: reply?.model }),
    ...defined({ todo }),
  }
}

/** Codes of Node for a server that is not there. */
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
