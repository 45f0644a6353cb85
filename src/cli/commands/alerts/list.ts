import { type AlertRecord, DAY, defined, formatDuration, timeAndDay } from '../../../core/index.ts'
import { type Context, configFor } from '../../process/context.ts'
import { unknownName } from '../../process/unknown-name.ts'
import { alertJson, alertLines, wrapped } from '../../readings/alert-lines.ts'
import { backlogJson, backlogText } from '../../readings/backlogs.ts'
import { openReader } from '../../readings/reader.ts'

interface ListOptions {
  readonly config?: string
  /** How far back, ms. */
  readonly since?: number
  readonly incident?: string
  readonly json?: boolean
}

const DEFAULT_MS = 7 * DAY
const MOST_ALERTS = 1_000
/** Where the output has no width of its own. */
const USUAL_COLUMNS = 80

/** `doorwatch alerts list`: what was sent to whom, newest first, below what waits. */
export async function listAlerts(context: Context, options: ListOptions): Promise<void> {
  const config = await configFor(context, options)
  const store = await openReader(config)
  try {
    const now = context.clock.now()
    const spanMs = options.since ?? DEFAULT_MS
    const { incident } = options
    const alerts = await store.alerts({
      limit: MOST_ALERTS,
      ...(incident === undefined || options.since !== undefined ? { from: now - spanMs } : {}),
      ...defined({ stream: incident }),
    })
    if (incident !== undefined && alerts.length === 0 && options.since === undefined) {
      throw unknownName('incident or notice with alerts', incident, await recentStreams(store))
    }
    const backlogs = await store.channelBacklogs(now)
    if (options.json) {
      const json = { alerts: alerts.map(alertJson), backlogs: backlogs.map(backlogJson) }
      context.stdout.write(`${JSON.stringify(json, null, 2)}\n`)
      return
    }
    const columns = context.stdout.columns ?? USUAL_COLUMNS
    const waiting = backlogs
      .flatMap((backlog) => wrapped(backlogText(backlog, now, config.timezone).trimEnd(), columns))
      .join('\n')
    const listing =
      alerts.length === 0
        ? `No alert in ${formatDuration(spanMs)}.\n`
        : textOf(alerts, { columns, now, timezone: config.timezone }, context)
    context.stdout.write(waiting === '' ? listing : `${waiting}\n\n${listing}`)
  } finally {
    await store.close()
  }
}

function textOf(
  alerts: readonly AlertRecord[],
  { columns, now, timezone }: { readonly columns: number; readonly now: number; readonly timezone: string },
  { paint }: Context,
): string {
  const time = (at: number) => timeAndDay(at, timezone)
  const blocks = alerts.map((alert) => alertLines(alert, { columns, now, time, paint }).join('\n'))
  const cut = alerts.length < MOST_ALERTS ? '' : `\nThe newest ${MOST_ALERTS}. For others use --since or --incident.\n`
  return `${blocks.join('\n\n')}\n${cut}`
}

async function recentStreams(store: {
  alerts(query: { readonly limit: number }): Promise<readonly AlertRecord[]>
}): Promise<readonly string[]> {
  const alerts = await store.alerts({ limit: 100 })
  return alerts.flatMap(({ incident, notice }) => incident?.name ?? notice?.key ?? [])
}
