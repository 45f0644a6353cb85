import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import type { Random } from '../bench/detection/random.ts'
import { newFolder, type StartedProduct, startProduct } from '../support/product.ts'
import { pause } from './faults.ts'
import { probeFiles, probeNames } from './probes.ts'
import { type FlakySlack, startFlakySlack } from './slack.ts'

/** The product with its sandbox and its Slack, in a folder of its own. */
export interface Rig {
  readonly folder: string
  readonly database: string
  /** Where the product puts its temporary files. */
  readonly tmp: string
  readonly controlUrl: string
  readonly slack: FlakySlack
  /** When a worker was killed, epoch ms. */
  readonly deaths: readonly number[]
  start(): StartedProduct
  running(): StartedProduct | undefined
  killWorker(): Promise<void>
  /** Waits until every alert is delivered and nothing is broken any more; then stops worker, sandbox and Slack. */
  end(limitMs: number): Promise<Ending>
  /** Kills what runs, where the test did not come to its end. */
  abandon(): void
}

/** How it ended. */
export interface Ending {
  readonly exitCode: number | null
  /** What was still open when the time was up. */
  readonly open: string
  readonly stderr: string
}

export interface RigOptions {
  readonly name: string
  readonly random: Random
  readonly everyMs: number
  /** One probe opens a page in a browser. */
  readonly withPage: boolean
  readonly environment?: Readonly<Record<string, string>>
  /** Where the state goes; default: in the folder. */
  readonly database?: string
}

const CONFIG = (database: string, everyMs: number, names: readonly string[]) => `import { env } from 'doorwatch'
export default {
  sandbox: true, builtinProbes: false, probes: ['probes'], database: ${JSON.stringify(database)},
  schedule: ${JSON.stringify(Object.fromEntries(names.map((name) => [`sandbox/${name}`, { every: `${everyMs}ms`, timeout: `${everyMs - 50}ms` }])))},
  alerts: { channels: [{ kind: 'slack', webhook: env('SLACK_WEBHOOK_URL') }] },
}
`

export async function startRig(options: RigOptions): Promise<Rig> {
  const folder = newFolder(`chaos-${options.name}`)
  const tmp = join(folder, 'tmp')
  const database = options.database ?? join(folder, '.doorwatch/doorwatch.sqlite')
  for (const each of ['tmp', 'probes']) mkdirSync(join(folder, each))
  writeFileSync(join(folder, 'doorwatch.config.ts'), CONFIG(database, options.everyMs, probeNames(options.withPage)))
  for (const [name, text] of Object.entries(probeFiles(options.everyMs, options.withPage)))
    writeFileSync(join(folder, 'probes', name), text)
  const slack = await startFlakySlack(options.random)
  const environment = { TMPDIR: tmp, SLACK_WEBHOOK_URL: slack.url }
  const sandbox = startProduct(folder, environment, ['sandbox', 'start', '--port', '0'])
  const link = join(folder, '.doorwatch/sandbox.json')
  await sandbox.until('the sandbox', () => (existsSync(link) ? true : undefined))
  const { controlUrl } = JSON.parse(readFileSync(link, 'utf8')) as { controlUrl: string }
  const deaths: number[] = []
  let product: StartedProduct | undefined

  function start(): StartedProduct {
    product = startProduct(folder, { ...environment, ...options.environment })
    return product
  }

  return {
    ...{ folder, database, tmp, controlUrl, slack, deaths, start },
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
    async end(limitMs) {
      slack.calm()
      const last = product ?? start()
      await moreRuns(last, 3 * probeNames(options.withPage).length)
      const open = await settled(database, limitMs)
      last.kill('SIGTERM')
      const exitCode = await last.exited
      sandbox.kill('SIGTERM')
      await sandbox.exited
      await slack.close()
      return { exitCode, open, stderr: last.stderr() }
    },
  }
}

/** Waits until the worker has finished that many more runs. */
export async function moreRuns(product: StartedProduct, count: number): Promise<void> {
  const runs = () =>
    product.stdout().split('\n{"event":"run"').length + (product.stdout().startsWith('{"event":"run"') ? 1 : 0)
  const enough = runs() + count
  await product.until(`${count} more runs`, () => (runs() >= enough ? true : undefined))
}

/** Waits until nothing is open; gives what is where the time is up. */
async function settled(database: string, limitMs: number): Promise<string> {
  let open = ''
  for (const end = performance.now() + limitMs; performance.now() < end; ) {
    open = openIn(database)
    if (open === '') return ''
    await pause(250)
  }
  return open
}

function openIn(database: string): string {
  if (!existsSync(database)) return 'there is no database'
  const db = new BetterSqlite(database, { readonly: true })
  try {
    const count = (sql: string) => Number(db.prepare(sql).pluck().get())
    const deliveries = count('SELECT count(*) FROM delivery WHERE state IN (0, 1)')
    const surfaces = count('SELECT count(*) FROM surface WHERE state <> 0 AND retired_at IS NULL')
    const incidents = count('SELECT count(*) FROM incident WHERE resolved_at IS NULL')
    const [few, none] = [`${deliveries} deliveries, ${surfaces} surfaces, ${incidents} incidents`, '']
    return deliveries + surfaces + incidents > 0 ? few : none
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    db.close()
  }
}
