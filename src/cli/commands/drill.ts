import { join, relative } from 'node:path'
import {
  type FinishedDrill,
  isFailoverTest,
  openReal,
  requestAcknowledgement,
  requestStop,
  runDrill,
  runningDrill,
  unscoredDrills,
} from '../../app/drill/index.ts'
import { type Config, loadConfig } from '../../config/index.ts'
import { drillStanding, MINUTE, MonitorError, nearest } from '../../core/index.ts'
import { type Comparison, compareDrills, scenarioOfIncident, summaryOf } from '../../drill/index.ts'
import { PACKAGE_ROOT } from '../../package/index.ts'
import { DEFAULT_SCENARIO, readScenario, readScenarios, type Scenario } from '../../sandbox/index.ts'
import { cardText } from '../drill/card-text.ts'
import { drillsText, scenariosText } from '../drill/list-text.ts'
import { drillProgress } from '../drill/progress.ts'
import { writePages } from '../drill/write-pages.ts'
import { type Context, configFor, productVersion, stderrLog } from '../process/context.ts'
import { EXIT, type ExitCode } from '../process/exit-codes.ts'
import { stopRequest } from '../process/interrupt.ts'
import { personName } from '../process/person.ts'

export interface DrillOptions {
  readonly config?: string
  readonly seed?: number
  readonly json?: boolean
  readonly report?: boolean
  readonly fromIncident?: string
  readonly page?: boolean
  readonly force?: boolean
}

const DEFAULT_SEED = 1
/** A drill that is stopped scores what it played: longer than other commands, ms. */
const STOP_LIMIT_MS = MINUTE / 4

/** `doorwatch drill`: plays an outage on sandboxes and prints the score of the plan. */
export async function drill(context: Context, name: string | undefined, options: DrillOptions): Promise<void> {
  const config = await configFor(context, options)
  const scenario = await scenarioFor(context, config, name, options.fromIncident)
  const isExample = config.plan.workflows.length === 0
  const planned = isExample ? await exampleConfig(context, config) : config
  const progress = drillProgress(context, { scenario, isExample, timezone: planned.timezone })
  try {
    const finished = await runDrill({
      ...{ config, planned, isExample, scenario, seed: options.seed ?? DEFAULT_SEED },
      ...{ page: options.page === true, force: options.force === true },
      ...{ clock: context.clock, log: stderrLog(context), ask: context.ask },
      ...{ emit: progress.emit, progress: progress.step, interrupted: stopRequest(STOP_LIMIT_MS).signal },
    })
    progress.end()
    await print(context, config, finished, options)
    process.exitCode = exitCodeOf(finished)
  } finally {
    progress.end()
  }
}

async function print(context: Context, config: Config, finished: FinishedDrill, options: DrillOptions): Promise<void> {
  const { card } = finished
  const comparison = await comparisonOf(config, finished)
  const files = writePages(finished, {
    ...{ comparison, withReport: options.report === true, version: productVersion() },
    ...{ timezone: config.timezone, location: config.location },
  })
  if (options.json) {
    context.stdout.write(`${JSON.stringify(card, null, 2)}\n`)
    return
  }
  context.stdout.write(cardText(card, { comparison, paint: context.paint, columns: context.stdout.columns ?? 80 }))
  context.stdout.write(`\n${files.map((file) => `${relative(context.folder, file)}\n`).join('')}`)
}

async function comparisonOf(config: Config, { card }: FinishedDrill): Promise<Comparison | undefined> {
  // Points of a part say nothing next to those of a whole.
  const real = card.status === 'completed' ? await openReal(config) : undefined
  if (!real) return undefined
  try {
    const { example } = summaryOf(card)
    return compareDrills(
      summaryOf(card),
      (await real.drills()).filter((drill) => drill.example === example),
    )
  } finally {
    await real.close()
  }
}

function exitCodeOf({ card: { status } }: FinishedDrill): ExitCode {
  if (status === 'completed') return EXIT.good
  return status === 'interrupted' ? EXIT.interrupted : EXIT.broken
}

/** Without a plan the example is drilled: its keys open nothing, because sandboxes stand in for its targets. */
function exampleConfig(context: Context, { stateDir, database }: Config): Promise<Config> {
  const keys = { ANTHROPIC_API_KEY: 'none', OPENAI_API_KEY: 'none' }
  const environment = { ...context.environment, ...keys, DOORWATCH_STATE: stateDir, DOORWATCH_DB: database }
  return loadConfig({
    folder: context.folder,
    file: join(PACKAGE_ROOT, 'src/continuity/example/doorwatch.config.ts'),
    environment,
  })
}

async function scenarioFor(
  context: Context,
  config: Config,
  name: string | undefined,
  incident: string | undefined,
): Promise<Scenario> {
  if (incident === undefined) return readScenario(name ?? DEFAULT_SCENARIO, context.folder)
  if (name !== undefined) {
    const hint = 'Leave one of the two out.'
    throw new MonitorError('usage', 'a drill plays a scenario or an incident, not both', { hint })
  }
  return incidentScenario(context, config, incident)
}

async function incidentScenario(context: Context, config: Config, name: string): Promise<Scenario> {
  const real = await openReal(config)
  try {
    const now = context.clock.now()
    const incidents = (await real?.incidents({ from: 0, to: now + 1 })) ?? []
    const incident = incidents.find((candidate) => candidate.name === name)
    if (!real || !incident) {
      const names = incidents.map((candidate) => candidate.name)
      const suggestion = nearest(name, names) ?? names[0]
      throw new MonitorError('unknown_name', `there is no incident "${name}"`, {
        hint: suggestion ? `Did you mean "${suggestion}"?` : 'No incident is stored yet.',
      })
    }
    const range = { from: incident.impactAt, to: incident.resolvedAt ?? now }
    const spans = (await real.states(range)).filter(({ target }) => target === incident.target)
    const page = (await real.witness(range)).find(({ target }) => target === incident.target)
    return scenarioOfIncident({ incident, spans, page }, now)
  } finally {
    await real?.close()
  }
}

/** `doorwatch drill list` */
export async function list(
  context: Context,
  options: { readonly config?: string; readonly json?: boolean },
): Promise<void> {
  const config = await configFor(context, options)
  const real = await openReal(config)
  try {
    const drills = (await real?.drills()) ?? []
    const running = runningDrill(config.stateDir)
    const unscored = unscoredDrills(config.stateDir)
    const standing = drillStanding(drills, context.clock.now())
    const scenarios = readScenarios()
    if (options.json) {
      const summaries = scenarios.map(({ name, title, what, start }) => ({ name, title, what, start }))
      context.stdout.write(
        `${JSON.stringify({ scenarios: summaries, drills, unscored, running: running ?? null, standing }, null, 2)}\n`,
      )
      return
    }
    context.stdout.write(scenariosText(scenarios))
    context.stdout.write(drillsText({ drills, unscored, running, standing }))
  } finally {
    await real?.close()
  }
}

/** `doorwatch drill stop` */
export async function stop(context: Context, options: { readonly config?: string }): Promise<void> {
  const { stateDir } = await configFor(context, options)
  const running = runningDrill(stateDir)
  if (!running) {
    context.stdout.write('No drill runs.\n')
    return
  }
  requestStop(stateDir, running.id)
  context.stdout.write(`The drill ${running.id} stops within a few seconds.\n`)
}

/** `doorwatch drill ack` */
export async function acknowledge(
  context: Context,
  options: { readonly config?: string; readonly by?: string },
): Promise<void> {
  const { stateDir } = await configFor(context, options)
  const running = runningDrill(stateDir)
  if (!running) throw new MonitorError('drill_none', 'no drill runs', { hint: 'Start one with: doorwatch drill' })
  if (isFailoverTest(running)) {
    const hint = 'Only a drill that plays an outage has alerts to acknowledge.'
    throw new MonitorError('drill_none', `${running.id} is a failover test, which sends no alerts`, { hint })
  }
  const by = (options.by ?? (await personName(context.folder))) || 'somebody'
  requestAcknowledgement(stateDir, running.id, by)
  context.stdout.write(`Acknowledged by ${by}: the drill ${running.id} notes it.\n`)
}
