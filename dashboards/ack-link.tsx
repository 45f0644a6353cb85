import type { Child } from 'hono/jsx'
import { formDocument, Problem } from './form-page.tsx'
import { AckEffect, AckForm } from './parts/ack-form.tsx'
import { formatIn } from './words/format.ts'

/** The page of an acknowledgement link: the headline to acknowledge, who acknowledged it, or why the link cannot be used. */
export type AckLinkPage =
  | {
      readonly state: 'open'
      readonly headline: string
      readonly problem?: string
      readonly by?: string
      readonly reason?: string
    }
  | { readonly state: 'acknowledged'; readonly by: string; readonly at: number; readonly first: boolean }
  | { readonly state: 'over'; readonly at: number }
  | { readonly state: 'used' | 'expired' | 'unknown' | 'busy' | 'foreign' }

/** The page of an acknowledgement link. It opens without a token, so it shows nothing but the headline. */
export function ackLinkDocument(page: AckLinkPage, view: { readonly timezone: string; readonly now: number }): string {
  const format = formatIn(view.timezone, view.now)
  const when = (at: number) => `${format.seconds(at)} ${format.offset(at)} on ${format.date(at)}`
  const [title, content] = contentOf(page, when)
  return formDocument(
    `${title}, Doorwatch`,
    <>
      <h1>{title}</h1>
      {content}
    </>,
  )
}

const ELSEWHERE = 'Use the link of a newer message, the dashboard, or the command doorwatch ack.'

function contentOf(page: AckLinkPage, when: (at: number) => string): readonly [title: string, content: Child] {
  switch (page.state) {
    case 'open':
      return [
        'Acknowledge',
        <>
          <p class="headline">
            <bdi>{page.headline}</bdi>
          </p>
          <AckEffect />
          <Problem text={page.problem} />
          <AckForm {...page} />
        </>,
      ]
    case 'acknowledged':
      return [
        page.first ? 'Acknowledged' : 'Already acknowledged',
        <>
          <p class="headline">
            {page.first ? 'Acknowledged' : 'Already acknowledged'} by <bdi>{page.by}</bdi> at {when(page.at)}.
          </p>
          <AckEffect />
        </>,
      ]
    case 'over':
      return ['The incident is over', <p>It ended at {when(page.at)}. There is nothing to acknowledge.</p>]
    default:
      return REFUSALS[page.state]
  }
}

const REFUSALS: Readonly<
  Record<'used' | 'expired' | 'unknown' | 'busy' | 'foreign', readonly [title: string, content: Child]>
> = {
  used: [
    'This link was used already',
    <p>It acknowledged the incident, which then recovered and was opened again. {ELSEWHERE}</p>,
  ],
  expired: ['This link has expired', <p>A link works for 24 hours. {ELSEWHERE}</p>],
  unknown: [
    'This link does not work',
    <p>It is incomplete, or is from another Doorwatch. Open it from the message again. {ELSEWHERE}</p>,
  ],
  busy: [
    'Too many attempts with links that do not work',
    <p>Wait a minute, then open the link from the message again.</p>,
  ],
  foreign: [
    'Nothing was acknowledged',
    <p>The form was sent by another site. Open the link from the message, and confirm there.</p>,
  ],
}
