import type { Config } from '../../config/index.ts'
import { moneyText } from '../../continuity/index.ts'
import {
  clockTime,
  DAY,
  defined,
  formatDuration,
  type IncidentRecord,
  isBroken,
  plural,
  STATE_RANK,
  timeAndDay,
  timesInZone,
} from '../../core/index.ts'
import { costWords, type OutageCost, priceOutage, readOutages, unknownWords } from '../../costs/index.ts'
import { type Context, configFor } from '../process/context.ts'
import { unknownName } from '../process/unknown-name.ts'
import { incidentJson } from '../readings/incidents.ts'
import { openReader, type Reader } from '../readings/reader.ts'
import { type Paint, STATE_SIGN } from '../terminal/colour.ts'
import { table } from '../terminal/table.ts'

export interface ShowIncidentOptions {
  readonly config?: string
  /** How far back to list, ms. */
  readonly since?: number
  readonly json?: boolean
}

const USUAL_SINCE_MS = 30 * DAY
/** Incidents that are listed, the newest. */
const LISTED = 50

/** An incident with what it costs; no cost where it has no plan of its time. */
interface Priced {
  readonly incident: IncidentRecord
  readonly cost?: OutageCost
}

/** `doorwatch incident [id]`: an incident with its cost; without a name, the newest ones. */
export async function showIncident(
  context: Context,
  name: string | undefined,
  options: ShowIncidentOptions,
): Promise<void> {
  const config = await configFor(context, options)
  const now = context.clock.now()
  const store = await openReader(config)
  try {
    const all = await store.incidents({
      from: name === undefined ? now - (options.since ?? USUAL_SINCE_MS) : 0,
      to: now + 1,
    })
    const chosen = name === undefined ? all.slice(0, LISTED) : [chosenOf(all, name)]
    const priced = await priceAll(store, chosen, now)
    context.stdout.write(
      options.json ? json(priced, name !== undefined) : text(context.paint, config, priced, { name, now }),
    )
  } finally {
    await store.close()
  }
}

function chosenOf(all: readonly IncidentRecord[], name: string): IncidentRecord {
  const found = all.find((one) => one.name === name)
  if (found) return found
  throw unknownName(
    'incident',
    name,
    all.map((one) => one.name),
  )
}

async function priceAll(store: Reader, incidents: readonly IncidentRecord[], now: number): Promise<readonly Priced[]> {
  const costs = (await readOutages(store, incidents, now)).map((outage) => priceOutage(outage))
  return incidents.map((incident) => ({
    incident,
    ...defined({ cost: costs.find(({ subject }) => subject === incident.name) }),
  }))
}

function json(priced: readonly Priced[], isOne: boolean): string {
  const rows = priced.map(({ incident, cost }) => ({
    ...incidentJson(incident, cost),
    resolvedAt: incident.resolvedAt === undefined ? null : new Date(incident.resolvedAt).toISOString(),
    timeline: incident.timeline.map((entry) => ({ ...entry, at: new Date(entry.at).toISOString() })),
  }))
  return `${JSON.stringify(isOne ? rows[0] : rows, null, 2)}\n`
}

function text(
  paint: Paint,
  config: Pick<Config, 'timezone'>,
  priced: readonly Priced[],
  { name, now }: { readonly name: string | undefined; readonly now: number },
): string {
  if (name === undefined) return listText(priced, config, now)
  return priced.map((one) => incidentText(paint, one, config, now)).join('\n')
}

function listText(priced: readonly Priced[], { timezone }: Pick<Config, 'timezone'>, now: number): string {
  if (priced.length === 0) return 'There was no incident.\n'
  const rows = priced.map(({ incident, cost }) => [
    incident.name,
    timeAndDay(incident.impactAt, timezone),
    lastedText(incident, now),
    cost ? costWords(cost) : '',
  ])
  return `${table(rows)}\n`
}

function lastedText({ impactAt, resolvedAt }: IncidentRecord, now: number): string {
  const lasted = formatDuration(Math.max(0, (resolvedAt ?? now) - impactAt))
  return resolvedAt === undefined ? `open for ${lasted}` : lasted
}

function incidentText(
  paint: Paint,
  { incident, cost }: Priced,
  { timezone }: Pick<Config, 'timezone'>,
  now: number,
): string {
  const { name, impactAt, scope, surfaces, timeline, target } = incident
  const states = surfaces
    .toSorted((a, b) => STATE_RANK[b.worst] - STATE_RANK[a.worst])
    .map(({ surface, state, worst }) => {
      const [sign, style] = STATE_SIGN[isBroken(state) ? state : worst]
      return `  ${paint(style, sign)} ${target}/${surface} ${isBroken(state) ? state : `was ${worst}`}`
    })
  const rows = timeline.map(({ at, text }) => `  ${clockTime(at, timezone)}  ${timesInZone(text, at, timezone)}`)
  return [
    `${name}, ${lastedText(incident, now)}, since ${timeAndDay(impactAt, timezone)}`,
    scope,
    ...states,
    '',
    ...costLines(cost),
    '',
    'Timeline',
    ...rows,
    '',
  ].join('\n')
}

function costLines(cost: OutageCost | undefined): readonly string[] {
  if (!cost) return ['Cost: not known, because no plan was kept when it opened.']
  const unknown = unknownWords(cost)
  const rows = cost.workflows.map((line) => [
    `  ${line.workflow}`,
    plural(Number(line.lostHours.toFixed(1)), 'person-hour'),
    moneyText(line.cost, line.currency),
    `without a plan ${moneyText(line.withoutPlan, line.currency)}`,
    line.promised > 0 ? `promised ${moneyText(line.promised, line.currency)}` : '',
    line.surfaces.map(({ surface, cost: part, currency }) => `${surface} ${moneyText(part, currency)}`).join(', '),
  ])
  return [
    `Cost: ${costWords(cost)}`,
    ...(rows.length > 0 ? [table(rows)] : []),
    ...(unknown === undefined ? [] : [`${unknown}.`]),
  ]
}
