import type { AlertView } from '../src/report/model.ts'
import { At } from './time.tsx'
import type { View } from './view.ts'

const KIND_WORDS: Readonly<Record<AlertView['kind'], string>> = {
  opened: 'opened',
  changed: 'changed',
  reminder: 'reminder',
  resolved: 'resolved',
  notice: 'notice',
  cleared: 'cleared',
}

/** Who was told what, and whether it arrived. */
export function Alerts({ alerts, view }: { alerts: readonly AlertView[]; view: View }) {
  return (
    <section aria-labelledby="alerts">
      <h2 id="alerts">Who was told</h2>
      {alerts.length === 0 ? (
        <p class="expect">
          No alert in this time. Each will be listed here with where it was sent and whether it arrived.
        </p>
      ) : (
        <section class="scroll" aria-label="Alerts" tabindex={0}>
          <table class="records">
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
                    <span class="kind">{KIND_WORDS[alert.kind]}</span> <bdi>{alert.headline}</bdi>
                  </td>
                  <td>
                    <Deliveries alert={alert} view={view} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}

function Deliveries({ alert, view }: { alert: AlertView; view: View }) {
  if (alert.deliveries.length === 0) return <span class="unsent">not sent: no channel configured</span>
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
  if (one.state === 'sent') {
    return (
      <>
        sent to {channel}{' '}
        {one.sentAt === undefined ? null : (
          <>
            at <At at={one.sentAt} view={view} seconds />
          </>
        )}
        {one.attempts > 1 ? `, try ${one.attempts}` : ''}
      </>
    )
  }
  const error = one.error ? (
    <>
      : <bdi>{one.error}</bdi>
    </>
  ) : null
  if (one.state === 'dead') {
    return (
      <>
        given up on {channel} after {one.attempts} {one.attempts === 1 ? 'try' : 'tries'}
        {error}
      </>
    )
  }
  return (
    <>
      waiting for {channel}
      {one.attempts > 0 ? `, ${one.attempts} failed` : ''}
      {error}
    </>
  )
}
