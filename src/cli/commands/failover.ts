import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { DrillStop, failoverTestId, guardDrill } from '../../app/drill/index.ts'
import type { Config } from '../../config/index.ts'
import { defined, type FailoverProof, formatDuration, MINUTE, MonitorError, plural, SECOND } from '../../core/index.ts'
import {
  type Api,
  type Outcome,
  outcomeOf,
  proofsOf,
  type RouteMatrix,
  type RouteName,
  runFailoverTest,
} from '../../failover/index.ts'
import { PROXY_FAULTS, type ProxyFault, proxyControl } from '../../fault-proxy/index.ts'
import { renderMatrix } from '../../report/index.ts'
import { isSandboxReply } from '../../sandbox/index.ts'
import { entryOf, type SurfaceB, surfaceB } from '../failover/entry.ts'
import { matrixText } from '../failover/matrix-text.ts'
import { type OpenProxy, openProxy } from '../failover/open-proxy.ts'
import { openRoutes } from '../failover/open-routes.ts'
import { type ProxyLink, readProxyLink } from '../failover/proxy-link.ts'
import { type Context, configFor, productVersion } from '../process/context.ts'
import { EXIT, type ExitCode } from '../process/exit-codes.ts'
import { STOP_LIMIT_MS, stopRequest } from '../process/interrupt.ts'
import { withWritableStore } from '../readings/writable-store.ts'
import { whileWorking } from '../terminal/while-working.ts'
import { requireFault } from './proxy.ts'

interface FailoverOptions {
  readonly config?: string
  readonly through: string
  readonly upstream?: string
  readonly port?: number
  readonly host?: string
  readonly api?: Api
  readonly model?: string
  readonly keyEnv?: string
  readonly to?: string
  readonly fault?: readonly string[]
  readonly route?: readonly RouteName[]
  /** ms */
  readonly patience?: number
  readonly html?: string
  readonly json?: boolean
  readonly force?: boolean
}

const PATIENCE_MS = 30 * SECOND
const LONGEST_PATIENCE_MS = 2 * MINUTE
const USUAL_COLUMNS = 80

const EXIT_OF: Readonly<Record<Outcome, ExitCode>> = { green: EXIT.good, failed: EXIT.failing, unknown: EXIT.broken }

/** `doorwatch drill --through <base URL>`: injects failures into the team's own route and prints the route matrix. */
export async function failoverTest(context: Context, options: FailoverOptions): Promise<void> {
  const config = await configFor(context, options)
  const patienceMs = options.patience ?? PATIENCE_MS
  if (patienceMs > LONGEST_PATIENCE_MS) {
    throw new MonitorError('usage', `--patience is at most 2 min, got ${formatDuration(patienceMs)}`, {
      hint: 'People do not wait longer for an answer. Leave it out for 30 s.',
    })
  }
  const faults = options.fault?.map(requireFault) ?? PROXY_FAULTS
  const b = surfaceB(config, options.to)
  const guard = {
    ...{ id: failoverTestId(context.clock.now()), config, clock: context.clock, keepsFolder: false },
    ...{ force: options.force === true, interrupted: stopRequest(STOP_LIMIT_MS).signal },
  }
  await guardDrill(guard, async ({ stops: { signal } }) => {
    const proxy = await useProxy(context, config, options)
    try {
      const matrix = await testThrough(context, config, { options, faults, patienceMs, proxy, b, signal })
      if (signal.aborted) return noteStop(context, signal.reason)
      const stored = await storeProofs(context, config, matrix, b)
      await printResult(context, config, options, { matrix, stored })
      process.exitCode = EXIT_OF[outcomeOf(matrix)]
    } finally {
      await proxy.stop()
    }
  })
}

/** A test that is stopped proves nothing: cells that were not tried would look as if they had failed. */
function noteStop({ stderr }: Context, reason: unknown): void {
  const isAborted = reason instanceof DrillStop && reason.status === 'aborted'
  const why = reason instanceof DrillStop ? reason.message : 'stopped'
  stderr.write(`The failover test did not run to its end: ${why}. Its faults are gone, and nothing is stored.\n`)
  process.exitCode = isAborted ? EXIT.broken : EXIT.interrupted
}

type UsedProxy = Omit<OpenProxy, 'stop'> & { stop(): Promise<void> }

/** The proxy that runs already, as `doorwatch proxy`; else one for this test. */
async function useProxy(context: Context, config: Config, options: FailoverOptions): Promise<UsedProxy> {
  const link: ProxyLink | undefined = readProxyLink(config.stateDir)
  if (link && options.port === undefined && options.upstream === undefined)
    return { ...link, stop: async () => undefined }
  const { port, host, upstream } = options
  return openProxy(context, config, defined({ port, host, upstream }))
}

interface Testing {
  readonly options: FailoverOptions
  readonly faults: readonly ProxyFault[]
  readonly patienceMs: number
  readonly proxy: UsedProxy
  readonly b: SurfaceB
  readonly signal: AbortSignal
}

async function testThrough(context: Context, config: Config, testing: Testing): Promise<RouteMatrix> {
  const { options, faults, patienceMs, proxy, b, signal } = testing
  const entry = entryOf(context, { ...options, api: options.api ?? 'messages' })
  const isSandbox = proxy.upstream === 'sandbox'
  const at = context.clock.now()
  const begunAt = performance.now()
  const only = options.route ?? []
  const { routes, lines } = await openRoutes(context, config, { entry, only, proxyUrl: proxy.url, isSandbox })
  let progress = 'failover test: checking the routes'
  const findings = await whileWorking(
    context.stderr,
    () => progress,
    () =>
      runFailoverTest({
        ...{ proxy: proxyControl(proxy), proxyUrl: proxy.url, routes, faults, patienceMs, signal, isSandboxReply },
        hex: (digits) =>
          randomBytes(Math.ceil(digits / 2))
            .toString('hex')
            .slice(0, digits),
        onProgress: (done, of) => {
          progress = `failover test: ${done} of ${of} cells`
        },
      }),
  )
  const modelB = findings.modelB && { ...findings.modelB, ...defined({ surface: b.surface }) }
  return {
    ...{ at, tookMs: performance.now() - begunAt, through: entry.url, upstream: proxy.upstream, patienceMs },
    ...{ routes: lines, faults: faults.map(({ name, summary, class: of }) => ({ name, summary, class: of })) },
    ...findings,
    ...defined({ modelB }),
  }
}

/** Whether the proofs of a test were stored. */
interface Stored {
  readonly proofs: readonly FailoverProof[]
  /** Why they are not stored. */
  readonly notStored?: string
}

async function storeProofs(context: Context, config: Config, matrix: RouteMatrix, b: SurfaceB): Promise<Stored> {
  if (!matrix.modelB) return { proofs: [], notStored: 'model B served no request' }
  if (matrix.modelB.sandbox) return { proofs: [], notStored: 'model B is the bundled sandbox, which proves nothing' }
  if (b.unproven !== undefined) return { proofs: [], notStored: b.unproven }
  const proofs = proofsOf(matrix)
  try {
    await withWritableStore(context, config, context.clock, async (store) => {
      for (const proof of proofs) await store.saveProof(proof)
    })
    return { proofs }
  } catch (error) {
    if (!(error instanceof MonitorError) || error.code !== 'db_missing') throw error
    return { proofs, notStored: `there is no database at ${config.database}; start the worker once: doorwatch start` }
  }
}

async function printResult(
  context: Context,
  config: Config,
  { json, html }: FailoverOptions,
  { matrix, stored }: { readonly matrix: RouteMatrix; readonly stored: Stored },
): Promise<void> {
  const outcome = outcomeOf(matrix)
  if (html !== undefined) {
    const imprint = { version: productVersion(), timezone: config.timezone }
    writeFileSync(resolve(context.folder, html), renderMatrix({ ...matrix, outcome, ...stored }, imprint))
  }
  if (json) {
    context.stdout.write(`${JSON.stringify({ ...matrix, outcome, ...stored }, null, 2)}\n`)
    return
  }
  const columns = context.stdout.columns ?? USUAL_COLUMNS
  context.stdout.write(`${matrixText(matrix, { columns, paint: context.paint })}${storedText(stored)}\n`)
  if (html !== undefined) context.stdout.write(`${resolve(context.folder, html)}\n`)
}

function storedText({ proofs, notStored }: Stored): string {
  if (notStored !== undefined) return `No proof is stored: ${notStored}.`
  const green = proofs.filter((proof) => proof.green).length
  return `Stored ${plural(proofs.length, 'proof')} for ${proofs[0]?.through ?? 'model B'}, ${green} of them green.`
}
