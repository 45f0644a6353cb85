import { defined, type FailoverProof, type FailureClass } from '../../core/index.ts'
import type { Verdict } from './cell.ts'
import type { Server } from './golden.ts'

/** The ways of a team to the model. `direct` has no gateway and shows the fault without failover. */
export const ROUTES = ['gateway', 'sdk', 'cli', 'direct'] as const
export type RouteName = (typeof ROUTES)[number]

/** A route of the matrix. */
export interface RouteLine {
  readonly name: RouteName
  /** Name and version of the client: "Claude Code 2.1.330". */
  readonly client?: string
  /** Why it was not tried. */
  readonly notTried?: string
  /** It has no failover and does not count. */
  readonly reference: boolean
}

/** A fault through a route. */
export interface MatrixCell {
  readonly fault: string
  readonly class: FailureClass
  readonly route: RouteName
  readonly verdict: Verdict
  readonly servedBy?: Server
  /** The model in the answer. */
  readonly model?: string
  readonly tookMs: number
  /** What happened, in words. */
  readonly text: string
  /** The error that the person saw instead of an answer. */
  readonly shown?: string
  /** The setting to change. */
  readonly todo?: string
  /** Requests that reached the proxy, and those that got the fault. */
  readonly seen: number
  readonly injected: number
}

/** Model B by its answers. */
export interface ModelB {
  /** The surface that the plan switches to: `openai/cli`. */
  readonly surface?: string
  /** The model in the answers of B. */
  readonly model?: string
  /** Whether the bundled sandbox answered as B. */
  readonly sandbox: boolean
}

/** The result of a failover test: plain data. */
export interface RouteMatrix {
  /** Epoch ms. */
  readonly at: number
  readonly tookMs: number
  /** The base address of the team's gateway. */
  readonly through: string
  /** Provider A behind the proxy: an address, or `sandbox`. */
  readonly upstream: string
  readonly patienceMs: number
  readonly routes: readonly RouteLine[]
  readonly faults: readonly { readonly name: string; readonly summary: string; readonly class: FailureClass }[]
  readonly cells: readonly MatrixCell[]
  /** Undefined where no cell was served by B. */
  readonly modelB?: ModelB
  /** After the faults: when provider A answered again; undefined where it did not, or no route worked. */
  readonly failbackMs?: number
}

/** `green`: all cells are. `failed`: a cell lost a request, showed an error or waits. `unknown`: a cell was not exercised. */
export type Outcome = 'green' | 'failed' | 'unknown'

/** The outcome of a test. The direct route does not count. */
export function outcomeOf({ cells, routes }: Pick<RouteMatrix, 'cells' | 'routes'>): Outcome {
  const counting = cells.filter((cell) => routes.some(({ name, reference }) => name === cell.route && !reference))
  if (counting.some(({ verdict }) => verdict !== 'green' && verdict !== 'not exercised')) return 'failed'
  return counting.length > 0 && counting.every(({ verdict }) => verdict === 'green') ? 'green' : 'unknown'
}

/**
 * The proofs of a test: one per class of failure and route. A class is green only where B took over under each of
 * its faults; a cell that A served, or that was not exercised, proves nothing. None where B is the sandbox or is not named.
 */
export function proofsOf(matrix: Pick<RouteMatrix, 'at' | 'cells' | 'routes' | 'modelB'>): readonly FailoverProof[] {
  const through = matrix.modelB?.surface
  if (through === undefined || matrix.modelB?.sandbox !== false) return []
  return matrix.routes
    .filter(({ reference }) => !reference)
    .flatMap(({ name: route, client }) => {
      const cells = matrix.cells.filter((cell) => cell.route === route && isEvidence(cell))
      return [...new Set(cells.map((cell) => cell.class))].map((failureClass): FailoverProof => {
        const ofClass = cells.filter((cell) => cell.class === failureClass)
        const green = ofClass.every(({ verdict }) => verdict === 'green')
        return {
          ...{ class: failureClass, route, through, at: matrix.at, green },
          ...(green ? { tookMs: Math.max(...ofClass.map(({ tookMs }) => Math.round(tookMs))) } : {}),
          ...defined({ client }),
        }
      })
    })
}

function isEvidence({ verdict, servedBy }: MatrixCell): boolean {
  return verdict !== 'not exercised' && servedBy !== 'A'
}
