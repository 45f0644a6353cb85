import { DAY, formatDuration, isBroken, namedSurfaces, ownerOf, timeAndDay } from '../../../core/index.ts'
import { costWords } from '../../../costs/index.ts'
import { type Context, configFor } from '../../process/context.ts'
import { wrapped } from '../../readings/alert-lines.ts'
import { type Priced, priceAll, pricedJson } from '../../readings/incident-costs.ts'
import { acknowledgementWords } from '../../readings/incidents.ts'
import { openReader } from '../../readings/reader.ts'
import { table, visibleLength } from '../../terminal/table.ts'

interface ListOptions {
  readonly config?: string
  /** ms */
  readonly since?: number
  readonly open?: boolean
  readonly json?: boolean
}

/** Incidents that are listed, the newest. */
const MOST = 200
/** Where the output has no width of its own. */
const USUAL_COLUMNS = 80
/** Columns that stay in the first line of an incident where not all fit: name, begin, how long. */
const IN_FIRST_LINE = 3

/** `doorwatch incident list` */
export async function listIncidents(context: Context, options: ListOptions): Promise<void> {
  const config = await configFor(context, options)
  const { clock } = context
  const store = await openReader(config, clock)
  try {
    const now = clock.now()
    const since = options.since ?? 30 * DAY
    // After the clock was set back, an open incident may have begun after now.
    const all = await store.incidents({ from: now - since, to: Number.MAX_SAFE_INTEGER })
    const incidents = options.open ? all.filter(({ resolvedAt }) => resolvedAt === undefined) : all
    const priced = await priceAll(store, incidents.slice(0, MOST), now)
    context.stdout.write(
      options.json
        ? `${JSON.stringify(priced.map(listedJson), null, 2)}\n`
        : listText(priced, {
            ...{ now, since, timezone: config.timezone, open: options.open === true },
            columns: context.stdout.columns ?? USUAL_COLUMNS,
          }),
    )
  } finally {
    await store.close()
  }
}

function listedJson(priced: Priced) {
  const { incident } = priced
  return { ...pricedJson(priced), closed: incident.closed ?? null, owner: ownerOf(incident) ?? null }
}

interface ListView {
  readonly now: number
  readonly since: number
  readonly timezone: string
  readonly open: boolean
  readonly columns: number
}

function listText(incidents: readonly Priced[], { now, since, timezone, open, columns }: ListView): string {
  if (incidents.length === 0) {
    return open ? 'No incident is open.\n' : `No incident in the last ${formatDuration(since)}.\n`
  }
  const rows = incidents.map(({ incident, cost }) => {
    const { name, impactAt, resolvedAt } = incident
    const lasted = formatDuration(Math.max(0, (resolvedAt ?? now) - impactAt))
    const owner = ownerOf(incident)
    return [
      name,
      timeAndDay(impactAt, timezone),
      resolvedAt === undefined ? `open for ${lasted}` : `lasted ${lasted}`,
      cost ? costWords(cost) : '',
      namedSurfaces(incident)
        .flatMap(({ surface, worst }) => (isBroken(worst) ? [`${surface} ${worst}`] : []))
        .join(', '),
      owner === undefined
        ? resolvedAt === undefined
          ? acknowledgementWords(incident, timezone)
          : ''
        : `owned by ${owner}`,
    ]
  })
  return `${tableOrBlocks(rows, columns)}\nMore on one: doorwatch incident show ${incidents[0]?.incident.name}\n`
}

/** A table; where it is wider than `columns`, each row has its further cells below it, indented. */
export function tableOrBlocks(rows: readonly (readonly string[])[], columns: number): string {
  const whole = table(rows)
  if (whole.split('\n').every((line) => visibleLength(line) <= columns)) return whole
  const first = table(rows.map((row) => row.slice(0, IN_FIRST_LINE))).split('\n')
  return rows
    .flatMap((row, index) => {
      const more = row.slice(IN_FIRST_LINE).filter((cell) => cell !== '')
      return [first[index] ?? '', ...wrapped(more.join('; '), columns, '    ')]
    })
    .join('\n')
}
