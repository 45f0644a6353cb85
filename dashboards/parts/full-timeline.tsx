import type { DeliveryRow, TimelineRow } from '../model/incident-page.ts'
import { deliveryText } from '../words/delivery.ts'
import { RowTime } from '../words/time.tsx'
import type { View } from '../words/view.ts'

/** The events of an incident; the first one of a day has its date. */
export function FullTimeline({ rows, view }: { rows: readonly TimelineRow[]; view: View }) {
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">Timeline</h2>
      <ol class="timeline">
        {rows.map((row, index) => (
          <Row row={row} before={rows[index - 1]} view={view} />
        ))}
      </ol>
    </section>
  )
}

function Row({ row, before, view }: { row: TimelineRow; before: TimelineRow | undefined; view: View }) {
  return (
    <li class={`is-${row.state ?? row.kind}`}>
      <RowTime at={row.at} before={before?.at} view={view} />
      <span>
        <bdi>{row.text}</bdi>
        {(row.more ?? []).map((text) => (
          <span class="more">
            <bdi>{text}</bdi>
          </span>
        ))}
        {row.deliveries ? <Deliveries row={row} deliveries={row.deliveries} /> : null}
      </span>
    </li>
  )
}

function Deliveries({ row, deliveries }: { row: TimelineRow; deliveries: readonly DeliveryRow[] }) {
  if (deliveries.length === 0) return <span class="more">Not sent{row.undelivered && `: ${row.undelivered}`}.</span>
  return (
    <>
      {deliveries.map((delivery) => (
        <span class={`more delivery is-${delivery.state}`}>
          <bdi>{delivery.channel}</bdi>: {deliveryText(delivery, row.at)}
          {delivery.error === undefined ? null : <bdi> ({delivery.error})</bdi>}
        </span>
      ))}
    </>
  )
}
