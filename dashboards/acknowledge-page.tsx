import type { Acknowledgement } from '../src/core/index.ts'
import { formDocument, Problem } from './form-page.tsx'
import { AckEffect, AckForm } from './parts/ack-form.tsx'
import { acknowledgePath } from './parts/acknowledged.tsx'
import { formatIn } from './words/format.ts'

/** The page of the dashboard on which an open incident is acknowledged. */
export interface AcknowledgePage {
  readonly incident: string
  readonly target: string
  readonly scope: string
  readonly acknowledgement?: Acknowledgement
  readonly problem?: string
  readonly by?: string
  readonly reason?: string
}

export function acknowledgeDocument(
  page: AcknowledgePage,
  view: { readonly timezone: string; readonly at: number },
): string {
  const { incident, target, scope, acknowledgement, problem } = page
  const format = formatIn(view.timezone, view.at)
  return formDocument(
    `Acknowledge ${target}, Doorwatch`,
    <>
      <p class="back">
        <a href={`/#${encodeURIComponent(incident)}`}>Front page</a>
      </p>
      <h1>Acknowledge</h1>
      <p class="headline">
        <bdi>{target}</bdi>: <bdi>{scope}</bdi>
      </p>
      {acknowledgement ? (
        <p>
          Acknowledged by <bdi>{acknowledgement.by}</bdi> at {format.moment(acknowledgement.at)}{' '}
          {format.offset(acknowledgement.at)}
          {acknowledgement.reason === undefined ? '.' : <bdi>: {acknowledgement.reason}</bdi>}
        </p>
      ) : null}
      <AckEffect />
      <Problem text={problem} />
      {acknowledgement ? null : (
        <AckForm action={acknowledgePath(incident)} by={page.by ?? ''} reason={page.reason ?? ''} />
      )}
    </>,
  )
}
