import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { readSandboxLink } from '../../src/app/startup/sandbox-link.ts'
import type { Random } from '../bench/detection/random.ts'
import { newFolder, type StartedProduct, startProduct } from '../support/product.ts'
import { pause } from './faults.ts'
import { askFile, probeFiles } from './probes.ts'
import { type FlakyReceiver, startFlakyReceiver } from './receiver.ts'
import { configText, probeNamesOf, type Watched } from './settings.ts'

/** The product with its sandbox and a receiver of alerts, in a separate folder. */
export interface Rig {
  readonly folder: string
  readonly database: string
  /** Where the product puts its temporary files. */
  readonly tmp: string
  readonly controlUrl: string
  readonly receiver: FlakyReceiver
  /** When a worker was killed, epoch ms. */
  readonly deaths: readonly number[]
  start(): StartedProduct
  running(): StartedProduct | undefined
  killWorker(): Promise<void>
  /**
   * Waits until every alert is delivered and nothing is broken any more; then stops worker, sandbox and receiver.
   * @param rounds how many more runs of each probe it waits at most
   */
  end(rounds: number): Promise<Ending>
  /** Kills worker and sandbox when the test fails before `end`. */
  abandon(): void
}

/** What is left once worker, sandbox and receiver have stopped. */
export interface Ending {
  readonly exitCode: number | null
  /** What was still open after the last round; empty where nothing was. */
  readonly open: string
  readonly stderr: string
}

interface RigOptions extends Watched {
  readonly name: string
  readonly random: Random
  readonly environment?: Readonly<Record<string, string>>
  /** Where the state goes; default: in the folder. */
  readonly database?: string
}

export async function startRig(options: RigOptions): Promise<Rig> {
  const folder = newFolder(`chaos-${options.name}`)
  const tmp = join(folder, 'tmp')
  const database = options.database ?? join(folder, '.doorwatch/doorwatch.sqlite')
  for (const each of ['tmp', 'probes']) mkdirSync(join(folder, each))
  const files = options.targets ? askFile(options.everyMs) : probeFiles(options.everyMs, options.withPage)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'probes', name), text)
  const receiver = await startFlakyReceiver(options.random)
  const environment = { TMPDIR: tmp, ALERT_WEBHOOK: receiver.url, SERVICE_KEY: 'a key that is not checked' }
  // The command needs a configuration, and the configuration the address that it prints.
  writeFileSync(join(folder, 'doorwatch.config.ts'), 'export default {}')
  const sandbox = startProduct(folder, environment, ['sandbox', 'start', '--port', '0'])
  const { url, controlUrl } = await sandbox.until('the sandbox', () => readSandboxLink(join(folder, '.doorwatch')))
  writeFileSync(join(folder, 'doorwatch.config.ts'), configText(options, database, url))
  const deaths: number[] = []
  let product: StartedProduct | undefined

  function start(): StartedProduct {
    product = startProduct(folder, { ...environment, ...options.environment })
    return product
  }

  return {
    ...{ folder, database, tmp, controlUrl, receiver, deaths, start },
    running: () => product,
    async killWorker() {
      deaths.push(Date.now())
      product?.kill('SIGKILL')
      await product?.exited
      product = undefined
    },
    abandon() {
      product?.kill('SIGKILL')
      sandbox.kill('SIGKILL')
    },
    async end(rounds) {
      receiver.calm()
      const last = product ?? start()
      const probes = options.targets ?? probeNamesOf(options)
      await moreRuns(last, 3 * probes.length)
      const open = await settled(last, database, rounds * probes.length)
      last.kill('SIGTERM')
      const exitCode = await last.exited
      sandbox.kill('SIGTERM')
      await sandbox.exited
      await receiver.close()
      return { exitCode, open, stderr: last.stderr() }
    },
  }
}

/** How long a worker with a thousand probes on a busy machine may take for its next runs, ms. */
const MORE_RUNS_LIMIT_MS = 240_000

/** Waits until the worker has finished that many more runs. */
export async function moreRuns(product: StartedProduct, count: number): Promise<void> {
  const enough = runsOf(product) + count
  await product.until(`${count} more runs`, () => (runsOf(product) >= enough ? true : undefined), MORE_RUNS_LIMIT_MS)
}

/** @returns How many runs the worker has printed. */
function runsOf(product: StartedProduct): number {
  return product.stdout().match(/^\{"event":"run"/gm)?.length ?? 0
}

/** @returns What is still open after `count` more runs, or when the worker ended or stands still; empty once nothing is. */
async function settled(product: StartedProduct, database: string, count: number): Promise<string> {
  let hasEnded = false
  void product.exited.then(() => {
    hasEnded = true
  })
  const enough = runsOf(product) + count
  let runs = runsOf(product)
  let lastRunAt = performance.now()
  for (;;) {
    const open = openIn(database)
    if (open === '' || hasEnded || runsOf(product) >= enough) return open
    if (runsOf(product) > runs) lastRunAt = performance.now()
    else if (performance.now() - lastRunAt > MORE_RUNS_LIMIT_MS)
      return `${open}; no run ended in ${MORE_RUNS_LIMIT_MS} ms`
    runs = runsOf(product)
    await pause(250)
  }
}

function openIn(database: string): string {
  if (!existsSync(database)) return 'there is no database'
  const db = new BetterSqlite(database, { readonly: true })
  try {
    const count = (sql: string) => Number(db.prepare(sql).pluck().get())
    const deliveries = count('SELECT count(*) FROM delivery WHERE state IN (0, 1)')
    const surfaces = count('SELECT count(*) FROM surface WHERE state <> 0 AND retired_at IS NULL')
    const incidents = count('SELECT count(*) FROM incident WHERE resolved_at IS NULL')
    if (deliveries + surfaces + incidents === 0) return ''
    return `${deliveries} deliveries, ${surfaces} surfaces, ${incidents} incidents`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    db.close()
  }
}
