import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Config, isBundled } from '../../../config/index.ts'
import {
  type Alert,
  defined,
  type IncidentRecord,
  isOneOf,
  MonitorError,
  messageOf,
  streamOf,
  withoutCost,
} from '../../../core/index.ts'
import {
  INCIDENT_KINDS,
  type IncidentKind,
  previewAlert,
  previewMailHtml,
  previewPayload,
  showMessage,
} from '../../../notify/index.ts'
import { type Context, configFor } from '../../process/context.ts'
import { unknownName } from '../../process/unknown-name.ts'
import { openReader, type Reader } from '../../readings/reader.ts'
import { shownLines } from '../../readings/shown-lines.ts'
import { type PreviewChannel, previewChannels } from './preview-channels.ts'

interface PreviewOptions {
  readonly config?: string
  /** Name of a channel, or a kind of channel. */
  readonly channel?: string
  readonly kind?: string
  readonly json?: boolean
  /** File for the HTML of the mail. */
  readonly html?: string
}

const USUAL_COLUMNS = 80
const MOST_ALERTS = 1_000

/** `doorwatch alerts preview`: prints what channels show of an incident or notice. Sends nothing. */
export async function previewAlerts(context: Context, subject: string, options: PreviewOptions): Promise<void> {
  const config = await configFor(context, options)
  const channels = previewChannels(config.channels, options.channel)
  const store = await openReader(config)
  try {
    const alert = await alertOf(store, config, { subject, kind: options.kind, now: context.clock.now() })
    if (options.html !== undefined) {
      writeHtml(context, resolve(context.folder, options.html), alert)
      return
    }
    if (options.json) context.stdout.write(jsonOf(alert, channels))
    else context.stdout.write(textOf(context, alert, channels))
  } finally {
    await store.close()
  }
}

/** An alert of an incident or notice; without a kind, the newest. */
interface Wanted {
  readonly subject: string
  readonly kind: string | undefined
  readonly now: number
}

/** The newest stored alert of the subject, of one kind where it is named; else what the incident would have now. */
async function alertOf(store: Reader, config: Config, wanted: Wanted): Promise<Alert> {
  const { subject, kind } = wanted
  const { incidents, records } = await readSubject(store, subject)
  const stored = records.find((record) => kind === undefined || record.kind === kind)
  if (stored) {
    const { deliveries: _, ...alert } = stored
    return alert
  }
  const incident = incidents.find(({ name }) => name === subject)
  if (!incident) {
    if (records.length > 0) throw noneOfKind(subject, kind, records)
    const names = [...incidents.map(({ name }) => name), ...(await store.alerts({ limit: 100 })).map(streamOf)]
    throw unknownName('incident or notice', subject, names)
  }
  const wantedKind = kind ?? 'opened'
  const planned = isOneOf(INCIDENT_KINDS, wantedKind)
    ? await plannedNow(store, config, incident, { kind: wantedKind, now: wanted.now })
    : undefined
  if (planned) return planned
  throw noneOfKind(subject, kind, records)
}

async function readSubject(store: Reader, subject: string) {
  const records = await store.alerts({ stream: subject, limit: MOST_ALERTS })
  const incidents = await store.incidents({ from: 0, to: Number.MAX_SAFE_INTEGER })
  return { records, incidents }
}

/** The alert that the incident would have now. */
async function plannedNow(
  store: Reader,
  config: Config,
  incident: IncidentRecord,
  { kind, now }: { readonly kind: IncidentKind; readonly now: number },
) {
  const { target } = incident
  const { publicUrl } = config.dashboard
  const surfaces = (await store.surfaces()).filter(
    (status) => status.target === target && status.retiredAt === undefined,
  )
  const scene = {
    target: {
      name: target,
      title: config.targets.find(({ name }) => name === target)?.title ?? target,
      bundled: isBundled(config, target),
    },
    ...{
      surfaces,
      now,
      timezone: config.timezone,
      runbooks: config.runbooks,
      links: defined({ dashboardUrl: publicUrl }),
    },
  }
  return previewAlert(scene, incident, kind)
}

function noneOfKind(subject: string, kind: string | undefined, records: readonly Alert[]): MonitorError {
  const kinds = [...new Set(records.map((record) => record.kind))]
  return new MonitorError('usage', `${subject} has no alert of kind ${kind ?? 'opened'}`, {
    hint: kinds.length > 0 ? `Stored kinds: ${kinds.join(', ')}.` : 'It has no alert yet.',
  })
}

function writeHtml(context: Context, file: string, alert: Alert): void {
  try {
    writeFileSync(file, previewMailHtml(withoutCost(alert)))
  } catch (error) {
    throw new MonitorError('usage', `${file} cannot be written: ${messageOf(error)}`, {
      hint: 'Give --html a file in a folder that exists and that you can write.',
    })
  }
  context.stdout.write(`${file}\n`)
}

/** Costs only where the channel shows them. */
function shownTo({ showCost }: PreviewChannel, alert: Alert): Alert {
  return showCost ? alert : withoutCost(alert)
}

function jsonOf(alert: Alert, channels: readonly PreviewChannel[]): string {
  const previews = channels.map((channel) => ({
    channel: channel.name,
    kind: channel.kind,
    payload: previewPayload(channel, shownTo(channel, alert)),
  }))
  return `${JSON.stringify(previews, null, 2)}\n`
}

function textOf({ stdout, paint }: Context, alert: Alert, channels: readonly PreviewChannel[]): string {
  const columns = stdout.columns ?? USUAL_COLUMNS
  const blocks = channels.map((channel) => {
    const name = channel.name === channel.kind ? channel.name : `${channel.name} (${channel.kind})`
    return [
      `${paint('dim', `${name}, kind ${alert.kind}`)}`,
      ...shownLines(showMessage(channel.kind, shownTo(channel, alert)), { columns, paint }),
    ]
  })
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`
}
