import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { type Config, configuredSurfaces, placesIn } from '../../config/index.ts'
import { evaluatePlan, type Fix, type PlanEvaluation, planJson } from '../../continuity/index.ts'
import { type DrillStanding, drillStanding, MonitorError } from '../../core/index.ts'
import { NOTHING_MEASURED, type PlanSources, readPlanInput } from '../../readiness/index.ts'
import { openPlanReader } from '../../store/plan-reader.ts'
import { standingJson, standingText } from '../drill/standing-text.ts'
import { firstWorkflowText } from '../plan/first-workflow.ts'
import { planPages } from '../plan/plan-pages.ts'
import { planText } from '../plan/plan-text.ts'
import { type Context, configFor } from '../process/context.ts'
import { EXIT, type ExitCode } from '../process/exit-codes.ts'

interface PlanOptions {
  readonly config?: string
  readonly check?: boolean
  readonly json?: boolean
  readonly print?: boolean
}

/** Where the output has no width of its own. */
const USUAL_COLUMNS = 80

/** An evaluation, and whether a database with measurements was there. */
interface Answer {
  readonly evaluation: PlanEvaluation
  readonly measured: boolean
  /** Whether the plan was rehearsed lately; absent without a database or a workflow. */
  readonly drill?: DrillStanding
}

/** `doorwatch plan`: what each workflow does while surfaces are down, how much of it is proven, and what to fix first. */
export async function plan(context: Context, options: PlanOptions): Promise<void> {
  const config = await configFor(context, options)
  const answer = await evaluate(config, context.clock.now())
  if (options.check) process.exitCode = exitCodeOf(config, answer)
  const { measured } = answer
  const text = await textFor(context, options, config, answer)
  const note = measured || options.json || config.plan.workflows.length === 0 ? '' : withoutDatabase(config)
  context.stdout.write(options.json ? json(answer) : `${note}${text}`)
}

async function evaluate(config: Config, now: number): Promise<Answer> {
  const { plan: written, root, targets, maintenance } = config
  const placeOf = placesIn(config)
  const sources = { plan: written, root, targets, surfaces: configuredSurfaces(config), maintenance, placeOf }
  const evaluated = async (history: PlanSources['history']) =>
    evaluatePlan(await readPlanInput({ ...sources, history }, now), now)
  const store = await openPlanReader(config.database).catch((error: unknown) => {
    if (error instanceof MonitorError && error.code === 'db_missing') return undefined
    throw error
  })
  if (!store) return { evaluation: await evaluated(NOTHING_MEASURED), measured: false }
  try {
    const drill = written.workflows.length > 0 ? { drill: drillStanding(await store.drills(), now) } : {}
    return { evaluation: await evaluated(store), measured: true, ...drill }
  } finally {
    await store.close()
  }
}

/** Without a database no switch is measured: where only switches are open, exits with "could not measure", never with "good". */
function exitCodeOf({ plan: { workflows } }: Config, { evaluation: { fixes }, measured, drill }: Answer): ExitCode {
  if (workflows.length === 0 || drill?.stale) return EXIT.failing
  const isSwitch = (fix: Fix) => workflows.find(({ name }) => name === fix.workflow)?.fallback?.kind === 'switch'
  const isOpen = (fix: Fix) => !measured && isSwitch(fix) && (fix.kind === 'never' || fix.kind === 'failing')
  if (fixes.some((fix) => !isOpen(fix))) return EXIT.failing
  return fixes.length > 0 ? EXIT.broken : EXIT.good
}

function withoutDatabase({ database }: Config): string {
  return `There is no database at ${database}: no switch is measured here.\n`
}

function json({ evaluation, measured, drill }: Answer): string {
  const plan = planJson(evaluation)
  const ok = plan.ok && drill?.stale !== true
  return `${JSON.stringify({ ...plan, ok, measured, drill: drill ? standingJson(drill) : null }, null, 2)}\n`
}

async function textFor(
  context: Context,
  { check, print }: PlanOptions,
  config: Config,
  { evaluation, drill }: Answer,
): Promise<string> {
  const { workflows } = config.plan
  if (workflows.length === 0) {
    return firstWorkflowText(configuredSurfaces(config), config.file && basename(config.file))
  }
  if (print) return planPages(evaluation, workflows, await readAttachments(config))
  if (check) return `${checkText(evaluation)}${drill?.stale ? `plan: ${standingText(drill)}` : ''}`
  const text = planText(evaluation, { columns: context.stdout.columns ?? USUAL_COLUMNS, paint: context.paint })
  return `${text}${drill ? `\n${standingText(drill)}` : ''}`
}

/** One line per finding, for the log of a CI job. */
function checkText({ fixes, workflows }: PlanEvaluation): string {
  if (fixes.length === 0) return `plan: ${workflows.length} of ${workflows.length} workflows are protected\n`
  return fixes.map(({ text, todo, place }) => `plan: ${text}. ${todo}${place ? ` (${place})` : ''}\n`).join('')
}

async function readAttachments({ plan: { workflows }, root }: Config): Promise<Record<string, string | undefined>> {
  const paths = workflows.flatMap(({ fallback }) =>
    fallback?.kind === 'manual' ? fallback.guide : fallback?.kind === 'stop' ? (fallback.notice ?? []) : [],
  )
  const texts = paths.map(async (path) => [path, await readFile(resolve(root, path), 'utf8').catch(() => undefined)])
  return Object.fromEntries(await Promise.all(texts))
}
