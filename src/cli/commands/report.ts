import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Config, configuredSurfaces } from '../../config/index.ts'
import { evaluatePlan, type PlanEvaluation } from '../../continuity/index.ts'
import { DAY, defined, formatDuration, MonitorError, messageOf } from '../../core/index.ts'
import { readPlanInput } from '../../readiness/index.ts'
import { buildMonth, buildReport, RANGES, renderMonth, renderReport } from '../../report/index.ts'
import type { StoreReader } from '../../store/index.ts'
import { type Context, configFor, productVersion } from '../process/context.ts'
import { artifactsFrom } from '../readings/artifact-links.ts'
import { pastTime } from '../readings/moment.ts'
import { openReader } from '../readings/reader.ts'
import { budgetsIn } from '../readings/spend.ts'
import { whileWorking } from '../terminal/while-working.ts'

interface ReportCommandOptions {
  readonly config?: string
  /** ms */
  readonly since?: number
  /** The end of the range: a time, or how long ago. */
  readonly until?: string
  readonly surface?: string
  /** '2026-03' */
  readonly month?: string
  readonly output?: string
  readonly json?: boolean
}

/** `doorwatch report`: the trend report, or a month, as one HTML file (or as JSON), from the database alone. */
export async function report(context: Context, options: ReportCommandOptions): Promise<void> {
  const config = await configFor(context, options)
  const store = await openReader(config, context.clock)
  try {
    const document = options.month === undefined ? trendDocument : monthDocument
    const { model, html, name } = await document(context, { config, store, options })
    if (options.json) {
      context.stdout.write(`${JSON.stringify(model, null, 2)}\n`)
    } else if (options.output === '-') {
      await writeWhole(context.stdout.stream, html(join(context.folder, '-')))
    } else {
      const path = resolve(context.folder, options.output ?? name)
      writeReport(path, html(path))
      context.stdout.write(`${path}\n`)
    }
  } finally {
    await store.close()
  }
}

/** What is written: the model, and its page for the path of its file. */
interface Document {
  readonly model: object
  readonly html: (path: string) => string
  readonly name: string
}

interface Sources {
  readonly config: Config
  readonly store: StoreReader
  readonly options: ReportCommandOptions
}

async function trendDocument(context: Context, { config, store, options }: Sources): Promise<Document> {
  const now = context.clock.now()
  const to = options.until === undefined ? now : pastTime(options.until, now)
  const since = options.since ?? (await fittingSpan(store, now))
  const filter = defined({ text: options.surface })
  const model = await whileWorking(
    context.stderr,
    () => `reading ${formatDuration(since)} of history`,
    () =>
      buildReport(store, {
        range: { from: to - since, to },
        filter,
        ...imprintOf(config),
        ...{ now, maintenance: config.maintenance, budgets: budgetsIn(config), objectives: config.objectives },
        ...costsOf(config),
      }),
  )
  return {
    model,
    html: (path) => renderReport(model, { live: false, filter, artifacts: artifactsFrom(path, config) }),
    name: 'doorwatch-report.html',
  }
}

async function monthDocument(context: Context, { config, store, options }: Sources): Promise<Document> {
  const now = context.clock.now()
  const { month = '' } = options
  const { timezone } = config
  const model = await whileWorking(
    context.stderr,
    () => `reading ${month}`,
    async () => buildMonth(store, { month, timezone, now, ...costsOf(config), ...(await planIn(config, store, now)) }),
  )
  const imprint = { ...imprintOf(config), at: now }
  return { model, html: () => renderMonth(imprint, model, { live: false }), name: `doorwatch-${model.month}.html` }
}

/** The plan as it is now, where the configuration has one. */
async function planIn(config: Config, store: StoreReader, now: number): Promise<{ readonly plan?: PlanEvaluation }> {
  const { plan, root, targets, maintenance } = config
  if (plan.workflows.length === 0) return {}
  const sources = { plan, root, targets, maintenance, surfaces: configuredSurfaces(config), history: store }
  return { plan: evaluatePlan(await readPlanInput(sources, now), now) }
}

/** Costs are named where the configuration has workflows. */
function costsOf({ plan }: Config) {
  return plan.workflows.length > 0 ? { costs: plan } : {}
}

function imprintOf({ timezone, location }: Config) {
  return { timezone, location, monitor: { version: productVersion() } }
}

/** The shortest offered span that covers the history, at most 30 days: a young history would look empty in a long one. */
async function fittingSpan(store: StoreReader, now: number): Promise<number> {
  const { oldestRunAt } = await store.health({ from: now - DAY, to: now })
  const age = now - (oldestRunAt ?? now)
  return Object.values(RANGES).find((span) => span >= age && span <= 30 * DAY) ?? 30 * DAY
}

/** Writes a page unchanged: HTML escapes control characters already. Resolves when a slow pipe has taken all of it. */
function writeWhole(stream: NodeJS.WriteStream, html: string): Promise<void> {
  return new Promise((resolve) => {
    stream.write(html, () => resolve())
  })
}

function writeReport(path: string, html: string): void {
  try {
    writeFileSync(path, html)
  } catch (cause) {
    throw new MonitorError('usage', `cannot write the report to ${path}: ${messageOf(cause)}`, {
      hint: 'Name a file in a folder that exists and can be written, with --output.',
      cause,
    })
  }
}
