import type { RequestList, RequestView } from '../../dashboards/model/requests.ts'
import {
  defined,
  endOf,
  isKeptFirst,
  oneLine,
  plural,
  requestsBehind,
  requestText,
  type StepRequest,
  type StepResult,
} from '../core/index.ts'
import { isLonger } from './longer.ts'

const LONGEST_ADDRESS = 160
const LONGEST_WORD = 40
/** Failed requests that the difference between two runs names. */
const NAMED = 2

type Step = Pick<StepResult, 'requests' | 'requestsLeftOut'>

/**
 * The requests of a step next to those of the last good run. Where requests of either run are omitted, a missing
 * request may be one of those and is not marked. Undefined where no request of the step is stored.
 */
export function requestList(step: Step, good: Step | undefined): RequestList | undefined {
  const { requests, requestsLeftOut: leftOut = 0 } = step
  if (!requests) return undefined
  const others = good?.requests
  const partners = partnersOf(requests, others ?? [])
  const matched = new Set(partners.values())
  const canBeAdded = others !== undefined && good?.requestsLeftOut === undefined
  const lost = leftOut > 0 ? [] : (others ?? []).filter((other) => !matched.has(other))
  const rows = [
    ...requests.map((request) => {
      const partner = partners.get(request)
      return viewOf(request, partner ? goodOf(request, partner) : canBeAdded ? { change: 'added' } : {})
    }),
    ...lost.map((request) => viewOf(request, { change: 'lost' })),
  ]
  return { rows: rows.toSorted((a, b) => a.offsetMs - b.offsetMs), leftOut }
}

/** What differs from the last good run: "POST claude.ai/api/chat: 529", "2 requests of the last good run not sent". */
export function requestDifferences({ rows, leftOut }: RequestList): readonly string[] {
  const failed = rows.filter((row) => row.change !== 'lost' && endOf(row) === 'failed' && !failedBefore(row))
  const countOf = (change: RequestView['change']) => rows.filter((row) => row.change === change).length
  const [added, lost] = [countOf('added'), countOf('lost')]
  // Where a request that merely was slow is stored, all that failed are.
  const least = leftOut > 0 && rows.every(isKeptFirst) ? 'at least ' : ''
  return [
    ...failed.slice(0, NAMED).map((row) => `${row.method} ${row.address}: ${row.status ?? row.failure}`),
    ...(failed.length > NAMED ? [`${least}${plural(failed.length - NAMED, 'more request')} failed`] : []),
    ...(added > 0 ? [`${plural(added, 'request')} that the last good run did not send`] : []),
    ...(lost > 0 ? [`${plural(lost, 'request')} of the last good run not sent`] : []),
  ]
}

/**
 * What to look at where a step broke that sent no request itself: 'sent at "send a prompt": POST claude.ai/api/chat: 200,
 * still open at the end, 10 s'
 */
export function requestsSentBefore(steps: readonly StepResult[], index: number): readonly string[] {
  return requestsBehind(steps, index)
    .filter(({ step }) => step !== steps[index]?.name)
    .map(({ step, request }) => oneLine(`sent at "${step}": ${requestText(request)}`, LONGEST_ADDRESS + 100))
}

/** Without `change` and `good` the last good run sent it too, and it ended the same way. */
function failedBefore({ change, good }: RequestView): boolean {
  return change === undefined && (good === undefined || endOf(good) === 'failed')
}

/** To each request the one of the other run with the same method and address, each at most once, in order. */
function partnersOf(
  requests: readonly StepRequest[],
  others: readonly StepRequest[],
): ReadonlyMap<StepRequest, StepRequest> {
  const candidates = new Map<string, StepRequest[]>()
  for (const other of others) candidates.set(keyOf(other), [...(candidates.get(keyOf(other)) ?? []), other])
  return new Map(
    requests.flatMap((request): (readonly [StepRequest, StepRequest])[] => {
      const partner = candidates.get(keyOf(request))?.shift()
      return partner ? [[request, partner]] : []
    }),
  )
}

function keyOf({ method, address }: StepRequest): string {
  return `${method} ${address}`
}

function goodOf(request: StepRequest, { status, failure, durationMs }: StepRequest): Pick<RequestView, 'good'> {
  const hasSameEnd = status === request.status && failure === request.failure
  if (hasSameEnd && !isLonger(request.durationMs, durationMs)) return {}
  return { good: { ...defined({ status, failure }), durationMs } }
}

function viewOf(request: StepRequest, more: Pick<RequestView, 'change' | 'good'>): RequestView {
  const { method, address, failure, type, ...numbers } = request
  const word = (text: string | undefined) => text && oneLine(text, LONGEST_WORD)
  return {
    ...{ method: oneLine(method, LONGEST_WORD), address: oneLine(address, LONGEST_ADDRESS), ...numbers },
    ...defined({ failure: word(failure), type: word(type) }),
    ...more,
  }
}
