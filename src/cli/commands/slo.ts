import {
  budgetLastsText,
  budgetLeftText,
  burnText,
  defined,
  formatDuration,
  percent,
  signedDuration,
  surfaceId,
} from '../../core/index.ts'
import { type Burn, type Reliability, readObjectives, readReliability, type SurfaceObjective } from '../../slo/index.ts'
import { openStoreReader } from '../../store/index.ts'
import { type Context, configFor } from '../process/context.ts'
import { tableWithin } from '../terminal/table.ts'

interface SloOptions {
  readonly config?: string
  readonly json?: boolean
}

/** A surface as `--json` gives it. */
interface SurfaceSlo extends Pick<SurfaceObjective, 'budget' | 'time' | 'burns' | 'dayRate' | 'timeLeftMs'> {
  readonly id: string
  /** The incidents that spent most of the budget first. */
  readonly incidents: readonly { readonly name: string; readonly bad: number }[]
  /** MTTD, MTTR and MTBF for all causes together, then for each. */
  readonly reliability: readonly Reliability[]
}

/** `doorwatch slo`: prints objectives, error budgets and burn rates per surface, and MTTD, MTTR and MTBF. */
export async function slo(context: Context, options: SloOptions): Promise<void> {
  const config = await configFor(context, options)
  const { clock } = context
  const store = await openStoreReader({ path: config.database })
  try {
    const question = { objectives: config.objectives, now: clock.now() }
    const reliability = await readReliability(store, question)
    const surfaces = (await readObjectives(store, question)).map((objective): SurfaceSlo => {
      const { budget, time, burns, dayRate, timeLeftMs, incidents } = objective
      return {
        id: surfaceId(objective),
        ...{ budget, time, burns, dayRate, ...defined({ timeLeftMs }) },
        incidents: incidents.map(({ incident, bad }) => ({ name: incident.name, bad })),
        reliability: reliability.filter((row) => surfaceId(row) === surfaceId(objective)),
      }
    })
    context.stdout.write(options.json ? `${JSON.stringify({ surfaces }, null, 2)}\n` : textOf(surfaces, context))
  } finally {
    await store.close()
  }
}

/** Where the output has no width of its own. */
const USUAL_COLUMNS = 80

function textOf(surfaces: readonly SurfaceSlo[], { paint, stdout }: Context): string {
  if (surfaces.length === 0) return 'Nothing has been measured yet. Start the worker with: doorwatch start\n'
  const head = [
    'surface',
    'objective',
    'reached',
    'budget left',
    'time left',
    'verdict',
    'burning',
    'MTTD',
    'MTTR',
    'MTBF',
  ]
  const rows = surfaces.map(({ id, budget, time, timeLeftMs, burns, reliability }) => {
    const all = reliability.find(({ cause }) => cause === undefined)
    const span = (ms: number | undefined) => (ms === undefined ? '-' : formatDuration(ms))
    const verdict = budget.verdict === 'missed' ? paint('red', 'missed') : budget.verdict
    return [
      id,
      percent(budget.objective),
      budget.measured === undefined ? '-' : percent(budget.measured),
      budget.runs === 0 ? budgetLeftText(budget) : `${budgetLeftText(budget)} (${signedDuration(time.leftMs)})`,
      budget.runs === 0 ? '-' : budgetLastsText(timeLeftMs),
      verdict,
      burningText(burns),
      span(all?.mttdMs),
      span(all?.mttrMs),
      span(all?.mtbfMs),
    ]
  })
  const whole = [head.map((cell) => paint('dim', cell)), ...rows]
  return `${tableWithin(whole, stdout.columns ?? USUAL_COLUMNS)}\n`
}

function burningText(burns: readonly Burn[]): string {
  const worst = burns.find(({ burning }) => burning)
  return worst ? burnText(worst.longRate, worst.rule.longMs, worst.rule.severity) : 'no'
}
