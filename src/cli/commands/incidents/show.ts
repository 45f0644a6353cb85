import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Config } from '../../../config/index.ts'
import { MonitorError, messageOf } from '../../../core/index.ts'
import { buildIncidentPage, type IncidentPageModel, renderIncident, withIsoTimes } from '../../../report/index.ts'
import { type Context, configFor, productVersion } from '../../process/context.ts'
import { artifactsFrom } from '../../readings/artifact-links.ts'
import { costLines, type Priced, priceAll, pricedJson } from '../../readings/incident-costs.ts'
import { incidentLines } from '../../readings/incident-lines.ts'
import { incidentUnknown } from '../../readings/incidents.ts'
import { openReader } from '../../readings/reader.ts'
import { whileWorking } from '../../terminal/while-working.ts'
import { listIncidents } from './list.ts'

interface ShowOptions {
  readonly config?: string
  /** Without a name: how far back to list, ms. */
  readonly since?: number
  readonly output?: string
  readonly json?: boolean
}

/** `doorwatch incident [show] [id]`: an incident with its cost; without a name, the newest ones. */
export async function showIncident(context: Context, id: string | undefined, options: ShowOptions): Promise<void> {
  if (id === undefined) return listIncidents(context, options)
  const config = await configFor(context, options)
  const { model, priced } = await readIncident(context, config, id)
  const { timezone } = config
  if (options.json) {
    const json = { ...pricedJson(priced), details: withIsoTimes(model) }
    context.stdout.write(`${JSON.stringify(json, null, 2)}\n`)
  } else if (options.output === undefined) {
    context.stdout.write(`${incidentLines(model, timezone, costLines(priced.cost)).join('\n')}\n`)
  } else {
    context.stdout.write(`${writePage(context, config, { model, output: options.output })}\n`)
  }
}

/** Reads everything that is stored about an incident. @throws MonitorError `unknown_name` */
export async function readIncident(
  context: Context,
  config: Config,
  id: string,
): Promise<{ readonly model: IncidentPageModel; readonly priced: Priced }> {
  const { clock } = context
  const store = await openReader(config, clock)
  try {
    const model = await whileWorking(
      context.stderr,
      () => `reading ${id}`,
      () => buildIncidentPage(store, { name: id, now: clock.now() }),
    )
    const incident = await store.incidentNamed(id)
    if (!model || !incident) throw await incidentUnknown(store, id)
    const [priced = { incident }] = await priceAll(store, [incident], clock.now())
    return { model, priced }
  } finally {
    await store.close()
  }
}

function writePage(
  { folder }: Context,
  config: Config,
  { model, output }: { readonly model: IncidentPageModel; readonly output: string },
): string {
  const path = resolve(folder, output)
  const imprint = {
    ...{ at: model.at, timezone: config.timezone, location: config.location },
    monitor: { version: productVersion() },
  }
  try {
    writeFileSync(path, renderIncident(imprint, model, { live: false, artifacts: artifactsFrom(path, config) }))
  } catch (cause) {
    throw new MonitorError('usage', `cannot write the page to ${path}: ${messageOf(cause)}`, {
      hint: 'Name a file in a folder that exists and can be written, with --output.',
      cause,
    })
  }
  return path
}
