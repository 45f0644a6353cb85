import type { StepResult } from '../model/run.ts'
import { endOf, type StepRequest } from '../model/step-request.ts'
import { formatDuration } from '../model/time.ts'

/** A request with the name of the step that sent it. */
interface SentRequest {
  readonly step: string
  readonly request: StepRequest
}

type Step = Pick<StepResult, 'name' | 'startedAt' | 'durationMs' | 'requests'>

/** Most requests that explain one step. */
const MOST = 3

/**
 * The requests to look at where a step broke: those of its own that failed or still came at the end; where it has none, those
 * of earlier steps that lasted into it, such as a stream that one step opens and the next one reads. Failed ones first, then
 * the longest.
 */
export function requestsBehind(steps: readonly Step[], index: number): readonly SentRequest[] {
  const step = steps[index]
  if (!step) return []
  const ofItself = (step.requests ?? []).filter(isIncomplete).map((request) => ({ step: step.name, request }))
  const candidates = ofItself.length > 0 ? ofItself : lastingInto(step, steps.slice(0, index))
  return candidates.toSorted((a, b) => rank(a) - rank(b) || b.request.durationMs - a.request.durationMs).slice(0, MOST)
}

function lastingInto(step: Step, earlier: readonly Step[]): readonly SentRequest[] {
  return earlier.flatMap(({ name, startedAt, requests = [] }) =>
    requests
      .filter(({ offsetMs, durationMs }) => startedAt + offsetMs + durationMs > step.startedAt)
      .map((request) => ({ step: name, request })),
  )
}

function isIncomplete(request: StepRequest): boolean {
  const end = endOf(request)
  return end === 'failed' || end === 'open'
}

function rank({ request }: SentRequest): number {
  return isIncomplete(request) ? 0 : 1
}

/** 'POST app.example.com/api/chat: 529, 120 ms', '…: 200, still open at the end, 10 s', '…: no answer (ERR_TIMED_OUT), 9 s' */
export function requestText(request: StepRequest): string {
  const { method, address, status, failure, durationMs } = request
  const end = endOf(request)
  const words = [
    status === undefined ? (end === 'cancelled' ? 'cancelled' : 'no answer') : String(status),
    ...(end === 'open' ? ['still open at the end'] : []),
  ].join(', ')
  const reason = end === 'failed' && failure !== undefined ? ` (${failure})` : ''
  return `${method} ${address}: ${words}${reason}, ${formatDuration(durationMs)}`
}
