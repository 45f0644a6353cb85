import { plural } from '../../src/core/index.ts'
import type { AlertView } from '../model/model.ts'
import { alertFinding } from '../words/findings.ts'
import { At } from '../words/time.tsx'
import type { View } from '../words/view.ts'
import { Section } from './section.tsx'
import { TableHead } from './table-head.tsx'

/** Shown at once; the earlier ones are folded away. */
const FIRST = 8

/** Alerts and their deliveries. */
export function Alerts({ alerts, view }: { alerts: readonly AlertView[]; view: View }) {
  return (
    <Section id="alerts" name="Alerts" finding={alertFinding(alerts)}>
      {view.live ? (
        <p class="note">
          <a href="/alerts">The messages as Slack and the other services show them</a>
        </p>
      ) : null}
      {alerts.length === 0 ? (
        <p class="expect">No alert in this time. Alerts are listed here with their deliveries.</p>
      ) : (
        <>
          <AlertTable alerts={alerts.slice(0, FIRST)} view={view} label="Alerts" />
          {alerts.length > FIRST ? (
            <details class="earlier">
              <summary>{plural(alerts.length - FIRST, 'earlier alert')}</summary>
              <AlertTable alerts={alerts.slice(FIRST)} view={view} label="Earlier alerts" />
            </details>
          ) : null}
        </>
      )}
    </Section>
  )
}

function AlertTable({ alerts, view, label }: { alerts: readonly AlertView[]; view: View; label: string }) {
  return (
    <section class="scroll" aria-label={label} tabindex={0}>
      <table class="records alerts">
        <TableHead columns={['Time', 'Alert', 'Delivery']} />
        <tbody>
          {alerts.map((alert) => (
            <tr>
              <td>
                <At at={alert.at} view={view} />
              </td>
              <td>
                <span class="kind">{alert.kind}</span> <bdi>{alert.headline}</bdi>
              </td>
              <td>
                <Deliveries alert={alert} view={view} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Deliveries({ alert, view }: { alert: AlertView; view: View }) {
  if (alert.undelivered !== undefined) return <span class="unsent">not sent: {alert.undelivered}</span>
  return (
    <ul class="deliveries">
      {alert.deliveries.map((delivery) => (
        <li class={`delivery is-${delivery.state}`}>
          <Delivery delivery={delivery} view={view} />
        </li>
      ))}
    </ul>
  )
}

function Delivery({ delivery, view }: { delivery: AlertView['deliveries'][number]; view: View }) {
  const { state, attempts, sentAt, heldUntil } = delivery
  const channel = <bdi>{delivery.channel}</bdi>
  const error = delivery.error ? (
    <>
      : <bdi>{delivery.error}</bdi>
    </>
  ) : null
  if (state === 'sent') {
    return (
      <>
        sent to {channel}{' '}
        {sentAt === undefined ? null : (
          <>
            at <At at={sentAt} view={view} seconds />
          </>
        )}
        {attempts > 1 ? `, attempt ${attempts}` : ''}
        {error && <span class="unsent"> partly delivered{error}</span>}
      </>
    )
  }
  if (state === 'dead') {
    return (
      <>
        failed: {channel} after {plural(attempts, 'attempt')}
        {error}
      </>
    )
  }
  if (heldUntil !== undefined && heldUntil > view.at) {
    return (
      <>
        held for {channel} until <At at={heldUntil} view={view} />
      </>
    )
  }
  return (
    <>
      queued for {channel}
      {attempts > 0 ? `, ${plural(attempts, 'failed attempt')}` : ''}
      {error}
    </>
  )
}
