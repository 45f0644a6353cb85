import { plural } from '../../src/core/index.ts'
import type { AlertView } from '../model/model.ts'
import { alertFinding } from '../words/findings.ts'
import { At } from '../words/time.tsx'
import type { View } from '../words/view.ts'
import { SectionHead } from './section-head.tsx'

/** Shown at once; the earlier ones are folded away. */
const FIRST = 8

/** Alerts and their deliveries. */
export function Alerts({ alerts, view }: { alerts: readonly AlertView[]; view: View }) {
  return (
    <section aria-labelledby="alerts">
      <SectionHead id="alerts" name="Alerts" finding={alertFinding(alerts)} />
      {view.live ? (
        <p class="note">
          <a href="/alerts">What was sent, as Slack and the other services show it</a>
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
    </section>
  )
}

function AlertTable({ alerts, view, label }: { alerts: readonly AlertView[]; view: View; label: string }) {
  return (
    <section class="scroll" aria-label={label} tabindex={0}>
      <table class="records alerts">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Alert</th>
            <th scope="col">Delivery</th>
          </tr>
        </thead>
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
      {alert.deliveries.map((one) => (
        <li class={`delivery is-${one.state}`}>
          <Delivery one={one} view={view} />
        </li>
      ))}
    </ul>
  )
}

function Delivery({ one, view }: { one: AlertView['deliveries'][number]; view: View }) {
  const channel = <bdi>{one.channel}</bdi>
  const error = one.error ? (
    <>
      : <bdi>{one.error}</bdi>
    </>
  ) : null
  if (one.state === 'sent') {
    return (
      <>
        sent to {channel}{' '}
        {one.sentAt === undefined ? null : (
          <>
            at <At at={one.sentAt} view={view} seconds />
          </>
        )}
        {one.attempts > 1 ? `, attempt ${one.attempts}` : ''}
        {error && <span class="unsent"> partly delivered{error}</span>}
      </>
    )
  }
  if (one.state === 'dead') {
    return (
      <>
        failed: {channel} after {plural(one.attempts, 'attempt')}
        {error}
      </>
    )
  }
  if (one.heldUntil !== undefined && one.heldUntil > view.at) {
    return (
      <>
        held for {channel} until <At at={one.heldUntil} view={view} />
      </>
    )
  }
  return (
    <>
      queued for {channel}
      {one.attempts > 0 ? `, ${plural(one.attempts, 'failed attempt')}` : ''}
      {error}
    </>
  )
}
