import { type AckResult, acknowledge } from '../../app/acknowledge/index.ts'
import { notOpenError } from '../../app/not-open.ts'
import { formatDuration, type IncidentRecord, MonitorError } from '../../core/index.ts'
import { type Context, configFor } from '../process/context.ts'
import { personName } from '../process/person.ts'
import { acknowledgementWords, incidentJson, openIncidents } from '../readings/incidents.ts'
import { openReader } from '../readings/reader.ts'
import { withWritableStore } from '../readings/writable-store.ts'
import { table } from '../terminal/table.ts'

interface AckOptions {
  readonly config?: string
  readonly by?: string
  readonly reason?: string
  readonly json?: boolean
}

/** `doorwatch ack [incident]`: acknowledges an open incident; without a name, lists the open ones. */
export async function ack(context: Context, name: string | undefined, options: AckOptions): Promise<void> {
  if (name === undefined) await listOpen(context, options)
  else await acknowledgeNamed(context, name, options)
}

async function acknowledgeNamed(context: Context, name: string, options: AckOptions): Promise<void> {
  const config = await configFor(context, options)
  const clock = { now: () => Date.now() }
  const by = options.by ?? (await personName(context.folder))
  await withWritableStore(context, config, clock, async (store) => {
    const now = clock.now()
    const open = (await openIncidents(store, now)).map((incident) => incident.name)
    const result = await acknowledge(store, name, { by, reason: options.reason, via: 'cli', now })
    const { outcome, incident } = requireOpen(name, result, { open, timezone: config.timezone })
    context.stdout.write(
      options.json
        ? `${JSON.stringify({ outcome, incident: incidentJson(incident) }, null, 2)}\n`
        : `${name} is ${outcome === 'already' ? 'already ' : ''}${acknowledgementWords(incident, config.timezone)}\n${NEXT[outcome]}`,
    )
  })
}

const NEXT = {
  acknowledged: 'No reminder and no escalation until it recovers. Changes and the recovery are still alerted.\n',
  already: '',
} as const

/** @throws MonitorError `unknown_name` or `usage`, with the incidents that are open */
function requireOpen(
  name: string,
  result: AckResult,
  context: { readonly open: readonly string[]; readonly timezone: string },
) {
  if (result.outcome === 'unknown') throw notOpenError(name, undefined, context)
  if (result.outcome === 'over') throw notOpenError(name, result.incident, context)
  return result
}

async function listOpen(context: Context, options: AckOptions): Promise<void> {
  if (options.by !== undefined || options.reason !== undefined) {
    throw new MonitorError('usage', 'the incident to acknowledge is missing', {
      hint: 'doorwatch ack lists the open ones. Example: doorwatch ack claude-20260302-114503 --by Ana',
    })
  }
  const config = await configFor(context, options)
  const store = await openReader(config)
  try {
    const now = Date.now()
    const open = await openIncidents(store, now)
    if (options.json)
      context.stdout.write(
        `${JSON.stringify(
          open.map((incident) => incidentJson(incident)),
          null,
          2,
        )}\n`,
      )
    else context.stdout.write(open.length === 0 ? 'No incident is open.\n' : openText(open, now, config.timezone))
  } finally {
    await store.close()
  }
}

function openText(open: readonly IncidentRecord[], now: number, timezone: string): string {
  const rows = open.map((incident) => [
    incident.name,
    `for ${formatDuration(Math.max(0, now - incident.impactAt))}`,
    incident.surfaces.map(({ surface, state }) => `${surface} ${state}`).join(', '),
    acknowledgementWords(incident, timezone),
  ])
  const first = open.find(({ acknowledgement }) => acknowledgement === undefined)
  const next = first ? `Acknowledge one with: doorwatch ack ${first.name}\n` : ''
  return `${table(rows)}\n${next}`
}
