import { bytesText, count, percent, plural } from '../../src/core/index.ts'
import type { HealthView } from '../model/model.ts'
import { healthFinding } from '../words/findings.ts'
import { duration } from '../words/format.ts'
import { Figure } from './figure.tsx'
import { Section } from './section.tsx'
import { Spent } from './spent.tsx'

/** Targets whose spending is listed. */
const SPENDERS = 12

interface HealthFigure {
  readonly name: string
  readonly value: string
  readonly detail: string
  /** True where action is needed. */
  readonly bad?: boolean
}

/** Health of the monitor: punctuality, missed runs, deliveries, spending. */
export function Health({ health }: { health: HealthView }) {
  return (
    <Section id="health" name="The monitor itself" finding={healthFinding(health)}>
      {health.runs === 0 ? (
        <p class="expect">No run in this time. This section shows how punctual and complete the measurements are.</p>
      ) : (
        <dl class="health">
          {figuresOf(health).map((figure) => (
            <Figure {...figure}>{figure.detail}</Figure>
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
    </Section>
  )
}

function figuresOf(health: HealthView): HealthFigure[] {
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
    { name: 'Database', value: bytesText(health.databaseBytes), detail: 'on disk' },
    ...(health.drill
      ? [{ name: 'Plan rehearsed', value: health.drill.value, detail: health.drill.detail, bad: health.drill.stale }]
      : []),
  ]
}

function deliveries({ pendingDeliveries, deadDeliveries }: HealthView): HealthFigure {
  return {
    name: 'Alerts queued',
    value: count(pendingDeliveries),
    detail: deadDeliveries === 0 ? 'none failed' : `${count(deadDeliveries)} failed for good`,
    bad: deadDeliveries > 0,
  }
}
