import { bytesText, count, endOf, formatDuration, plural, type StepRequest, UNFINISHED } from '../../src/core/index.ts'
import type { RequestList, RequestView } from '../model/requests.ts'
import { statusClassOf } from '../model/status-classes.ts'

type Ended = Pick<StepRequest, 'status' | 'failure' | 'durationMs'>

/** '200, 120 ms', 'no answer, 15 s' */
export function endWords(request: Ended): string {
  return `${resultWords(request)}, ${formatDuration(request.durationMs)}`
}

function resultWords(request: Ended): string {
  if (endOf(request) === 'cancelled') return 'cancelled'
  return request.status === undefined ? 'no answer' : String(request.status)
}

/** What else is to be said of a request: why it has no answer, what the last good run got, its type and size. */
export function requestNotes(request: RequestView): readonly string[] {
  const { change, good, type, bytes: size } = request
  if (change === 'lost') return [`last good run: ${endWords(request)}`]
  return [
    ...(change === 'added' ? ['not in the last good run'] : []),
    ...failureWords(request),
    ...(good ? [`last good run: ${endWords(good)}`] : []),
    ...(type === undefined ? [] : [type]),
    ...(size === undefined ? [] : [bytesText(size)]),
  ]
}

function failureWords(request: RequestView): readonly string[] {
  const end = endOf(request)
  if (request.failure === UNFINISHED) return [end === 'open' ? 'still open at the end' : 'until the run ended']
  return request.failure === undefined || end === 'cancelled' ? [] : [request.failure]
}

/** Class of the bar: that of the status, or of a run without an answer. */
export function requestClass(request: Ended): string {
  const { status, failure } = request
  if (status !== undefined) return `s-${statusClassOf(String(status))}`
  if (endOf(request) === 'cancelled') return 's-other'
  return failure === UNFINISHED || failure === 'timeout' ? 's-timeout' : 's-network'
}

/**
 * '14 requests: 1 failed, 2 not in the last good run, 3 of it not sent'. Those that failed are stored first: where all that
 * are stored failed, so may have some that are left out.
 */
export function listWords({ rows, leftOut }: RequestList): string {
  const sent = rows.filter(({ change }) => change !== 'lost')
  const failed = sent.filter((row) => endOf(row) === 'failed').length
  const added = sent.filter(({ change }) => change === 'added').length
  const lost = rows.length - sent.length
  const least = leftOut > 0 && failed === sent.length ? 'at least ' : ''
  const parts = [
    ...(failed > 0 ? [`${least}${count(failed)} failed`] : []),
    ...(added > 0 ? [`${count(added)} not in the last good run`] : []),
    ...(lost > 0 ? [`${count(lost)} of the last good run not sent`] : []),
  ]
  return [plural(sent.length + leftOut, 'request'), parts.join(', ')].filter((text) => text !== '').join(': ')
}
