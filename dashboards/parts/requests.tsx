import { count, endOf, formatDuration } from '../../src/core/index.ts'
import type { RequestList, RequestView } from '../model/requests.ts'
import { endWords, listWords, requestClass, requestNotes } from '../words/request.ts'

const WIDTH = 400
/** A shorter bar does not show. */
const LEAST = 2

interface RequestsProps {
  readonly list: RequestList
  /** Where the step begins on the scale, ms. */
  readonly offsetMs: number
  /** The whole scale, ms. */
  readonly longest: number
  /** Whether it is unfolded at first. */
  readonly open: boolean
}

/** The requests of a step, each with its bar on the scale of the step's. */
export function Requests({ list, offsetMs, longest, open }: RequestsProps) {
  const { rows, leftOut } = list
  if (rows.length === 0) return null
  return (
    <details class="requests" open={open}>
      <summary>{listWords(list)}</summary>
      <ol>
        {rows.map((request) => (
          <Request request={request} atMs={offsetMs + request.offsetMs} longest={longest} />
        ))}
      </ol>
      {leftOut > 0 ? (
        <p class="note">
          {count(leftOut)} more {leftOut === 1 ? 'is' : 'are'} not stored: of many requests documents are kept first,
          then those that failed, then the slowest.
        </p>
      ) : null}
    </details>
  )
}

function Request({ request, atMs, longest }: { request: RequestView; atMs: number; longest: number }) {
  const { method, address, change } = request
  const words = change === 'lost' ? 'not sent' : endWords(request)
  const notes = requestNotes(request)
  return (
    <li class={classesOf(request)}>
      <span class="request-name">
        <b>{method}</b> <bdi>{address}</bdi>
      </span>{' '}
      <span class="bar-line">
        <Bar request={request} atMs={atMs} longest={longest}>
          {`${method} ${address}: ${words}, from ${formatDuration(atMs)}`}
        </Bar>
        <span class="bar-words">{words}</span>
      </span>{' '}
      <span class="request-notes">{notes.join('; ')}</span>
    </li>
  )
}

function classesOf(request: RequestView): string {
  const end = request.change === 'lost' ? 'lost' : endOf(request)
  return `request is-${end}${request.change === 'added' ? ' is-added' : ''}`
}

interface BarProps {
  readonly request: RequestView
  readonly atMs: number
  readonly longest: number
  readonly children: string
}

/** A lost request is an outline where the good run sent it. */
function Bar({ request, atMs, longest, children }: BarProps) {
  const x = Math.min(WIDTH - LEAST, Math.round((WIDTH * atMs) / longest))
  const width = Math.min(WIDTH - x, Math.max(LEAST, Math.round((WIDTH * request.durationMs) / longest)))
  return (
    <svg viewBox={`0 0 ${WIDTH} 8`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <title>{children}</title>
      <rect class={request.change === 'lost' ? 'outline' : requestClass(request)} x={x} width={width} height="8" />
    </svg>
  )
}
