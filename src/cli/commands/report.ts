import { writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import type { Config } from '../../config/index.ts'
import { DAY, formatDuration, MonitorError, messageOf } from '../../core/index.ts'
import { buildReport, RANGES, renderReport } from '../../report/index.ts'
import type { StoreReader } from '../../store/index.ts'
import { type Context, configFor, productVersion } from '../process/context.ts'
import { openReader } from '../readings/reader.ts'
import { budgetsIn } from '../readings/spend.ts'
import { whileWorking } from '../terminal/while-working.ts'

/** `doorwatch report`: the trend report as one HTML file (or as JSON), from the database alone. */
export async function report(
  context: Context,
  options: { readonly config?: string; readonly since?: number; readonly output?: string; readonly json?: boolean },
): Promise<void> {
  const config = await configFor(context, options)
  const { clock } = context
  const store = await openReader(config, clock)
  try {
    const now = clock.now()
    const since = options.since ?? (await fittingSpan(store, now))
    const model = await whileWorking(
      context.stderr,
      () => `reading ${formatDuration(since)} of history`,
      () =>
        buildReport(store, {
          range: { from: now - since, to: now },
          now,
          timezone: config.timezone,
          location: config.location,
          monitor: { version: productVersion() },
          maintenance: config.maintenance,
          budgets: budgetsIn(config),
          objectives: config.objectives,
          ...(config.plan.workflows.length > 0 ? { costs: config.plan } : {}),
        }),
    )
    if (options.json) {
      context.stdout.write(`${JSON.stringify(model, null, 2)}\n`)
      return
    }
    if (options.output === '-') {
      const html = renderReport(model, { live: false, artifacts: artifactsFrom(join(context.folder, '-'), config) })
      await writeWhole(context.stdout.stream, html)
      return
    }
    const path = resolve(context.folder, options.output ?? 'doorwatch-report.html')
    writeReport(path, renderReport(model, { live: false, artifacts: artifactsFrom(path, config) }))
    context.stdout.write(`${path}\n`)
  } finally {
    await store.close()
  }
}

/** The relative URL from the written file to the artifacts, so that evidence opens from it. */
function artifactsFrom(path: string, config: Config): string {
  const relativeFolder = relative(dirname(path), join(config.stateDir, 'artifacts'))
  return `${relativeFolder.split(sep).map(encodeURIComponent).join('/')}/`
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
