import { BUDGET_KINDS, count, percent, plural, spentWords } from '../../src/core/index.ts'
import type { HealthView, SpendView } from '../model/model.ts'
import { healthFinding } from '../words/findings.ts'
import { bytes, duration } from '../words/format.ts'
import { SectionHead } from './section-head.tsx'

/** Targets whose spending is listed. */
const SPENDERS = 12

interface Figure {
  readonly name: string
  readonly value: string
  readonly detail: string
  /** True where action is needed. */
  readonly bad?: boolean
}

/** Health of the monitor: punctuality, missed runs, deliveries, spending. */
export function Health({ health }: { health: HealthView }) {
  return (
    <section aria-labelledby="health">
      <SectionHead id="health" name="The monitor itself" finding={healthFinding(health)} />
      {health.runs === 0 ? (
        <p class="expect">No run in this time. This section shows how punctual and complete the measurements are.</p>
      ) : (
        <dl class="health">
          {figuresOf(health).map((figure) => (
            <div class={figure.bad ? 'bad' : undefined}>
              <dt>{figure.name}</dt>
              <dd>
                <b>{figure.value}</b> <span>{figure.detail}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {health.spend.length > 0 ? (
        <ul class="spent">
          {health.spend.slice(0, SPENDERS).map((spent) => (
            <Spent spent={spent} />
          ))}
          {health.spend.length > SPENDERS ? (
            <li>And {plural(health.spend.length - SPENDERS, 'more target')}.</li>
          ) : null}
        </ul>
      ) : null}
    </section>
  )
}

function figuresOf(health: HealthView): Figure[] {
  const { lag, runs, missed, interrupted, errors, continuity } = health
  const [late, lost] = [lag.p95 > 5_000, missed + interrupted]
  return [
    {
      name: 'Start after the slot',
      value: duration(lag.p50),
      detail: `p95 ${duration(lag.p95)}, p99 ${duration(lag.p99)}`,
      bad: late,
    },
    {
      name: 'Runs',
      value: count(runs),
      detail:
        lost === 0 ? 'none missed, none interrupted' : `${count(missed)} missed, ${count(interrupted)} interrupted`,
      bad: lost > 0,
    },
    {
      name: 'Could not measure',
      value: count(errors),
      detail: errors === 0 ? 'every run has a result' : `${percent(errors / runs)} of the runs`,
      bad: errors > 0,
    },
    ...(continuity === undefined
      ? []
      : [
          {
            name: 'Time covered',
            value: percent(continuity),
            detail: 'of the time since the first run',
            bad: continuity < 0.99,
          },
        ]),
    deliveries(health),
    { name: 'Database', value: bytes(health.databaseBytes), detail: 'on disk' },
    ...(health.drill
      ? [{ name: 'Plan rehearsed', value: health.drill.value, detail: health.drill.detail, bad: health.drill.stale }]
      : []),
  ]
}

function deliveries({ pendingDeliveries, deadDeliveries }: HealthView): Figure {
  return {
    name: 'Alerts queued',
    value: count(pendingDeliveries),
    detail: deadDeliveries === 0 ? 'none failed' : `${count(deadDeliveries)} failed for good`,
    bad: deadDeliveries > 0,
  }
}

/** Spending of one target today and over the range. */
function Spent({ spent }: { spent: SpendView }) {
  const { target, today, total, days, caps, slowed } = spent
  const amounts = BUDGET_KINDS.flatMap((kind) => {
    const cap = caps.find((one) => one.kind === kind)?.cap
    if (cap === undefined) return today[kind] > 0 ? [spentWords(kind, today[kind])] : []
    return [`${spentWords(kind, today[kind])} (${Math.floor((100 * today[kind]) / cap)} % of ${spentWords(kind, cap)})`]
  })
  const sums = BUDGET_KINDS.filter((kind) => total[kind] > 0).map((kind) => spentWords(kind, total[kind]))
  return (
    <li class={slowed ? 'bad' : undefined}>
      Spent today (UTC) on <bdi>{target}</bdi>: {amounts.join(', ') || 'nothing'}
      {days > 1 ? `; in ${days} days ${sums.join(', ')}` : ''}.{slowed ? <b> Probing is slowed.</b> : null}
    </li>
  )
}
