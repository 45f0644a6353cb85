import { age } from './format.ts'
import type { View } from './view.ts'

/** A moment in the page's zone, as a `time` element with the machine-readable time and the full date. */
export function At({ at, view, seconds = false }: { at: number; view: View; seconds?: boolean }) {
  const { format } = view
  const title = `${format.date(at)}, ${format.seconds(at)} ${format.offset(at)}`
  return (
    <time datetime={new Date(at).toISOString()} title={title}>
      {seconds ? format.exact(at) : format.moment(at)}
    </time>
  )
}

/** The name of the page's zone, with its offset where that is not obvious. */
export function Zone({ view }: { view: View }) {
  return (
    <>
      <bdi>{view.timezone}</bdi>
      {view.timezone === 'UTC' ? null : ` (${view.format.offset(view.at)})`}
    </>
  )
}

/** How long since a moment; counts on in a live page. */
export function For({ since, view }: { since: number; view: View }) {
  return (
    <span class="nowrap" data-since={view.live ? since : undefined}>
      {age(view.at - since)}
    </span>
  )
}

/** How long until a moment; counts down in a live page. */
export function Until({ at, view }: { at: number; view: View }) {
  return (
    <span class="nowrap" data-until={view.live ? at : undefined}>
      {age(at - view.at)}
    </span>
  )
}

/** The time of a row of a timeline; the first one of a day has its date. @param before the row above, epoch ms */
export function RowTime({ at, before, view }: { at: number; before: number | undefined; view: View }) {
  const { format } = view
  const isNewDay = before === undefined || format.date(before) !== format.date(at)
  return (
    <time datetime={new Date(at).toISOString()}>
      {isNewDay ? <span class="day">{format.day(at)}</span> : null} {format.seconds(at)}
    </time>
  )
}
