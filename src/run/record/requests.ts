import { cutText, defined, type StepRequest, type StepResult, UNFINISHED, worstRequests } from '../../core/index.ts'
import { addressOf } from './address.ts'

/** A request under way or ended. Times are of one monotonic clock, ms. */
export interface OpenRequest {
  readonly url: string
  readonly method: string
  /** What a browser loads it as. */
  readonly resource?: string
  readonly begunAt: number
  endedAt: number | undefined
  status: number | undefined
  /** Why it failed: a network error code, or a failure class. */
  net: string | undefined
  /** Length of the answer's body by its header. */
  bytes: number | undefined
}

/** A page may load hundreds of files. */
const MOST_OF_STEP = 60
const MOST_OF_RUN = 200
const LONGEST_METHOD = 20

/** A request that has just been sent. */
export function openRequest(url: string, method: string, now: number): OpenRequest {
  return { url, method, begunAt: now, endedAt: undefined, status: undefined, net: undefined, bytes: undefined }
}

/** The length that an answer declares. */
export function declaredLength(headers: Readonly<Record<string, string>>): number | undefined {
  const text = headers['content-length']
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** The requests of one step as they stand, their addresses not yet scrubbed. */
interface TakenRequests {
  readonly requests: readonly Taken[]
  readonly leftOut: number
}

type Taken = Omit<StepRequest, 'address'> & { readonly url: string }

/**
 * The requests of each step as they are at `endedAt`, within the limits of a step and of a run (see `worstRequests`). Closing the
 * page would make those that are still under way fail.
 */
export function takeRequests(
  steps: readonly { readonly begunAt: number; readonly requests: readonly OpenRequest[] }[],
  endedAt: number,
): readonly TakenRequests[] {
  const ofSteps = steps.map(({ begunAt, requests }) => {
    return worstRequests(
      requests.map((request) => take(request, begunAt, endedAt)),
      MOST_OF_STEP,
    )
  })
  const worst = new Set(worstRequests(ofSteps.flat(), MOST_OF_RUN))
  return ofSteps.map((requests, index) => {
    const worstOfStep = requests.filter((request) => worst.has(request))
    return { requests: worstOfStep, leftOut: (steps[index]?.requests.length ?? 0) - worstOfStep.length }
  })
}

function take(request: OpenRequest, stepBegunAt: number, endedAt: number): Taken {
  const { url, method, resource, begunAt, status, net, bytes } = request
  const failure = net ?? (request.endedAt === undefined ? UNFINISHED : undefined)
  return {
    ...{ url, method, offsetMs: wholeMs(begunAt - stepBegunAt) },
    durationMs: wholeMs((request.endedAt ?? endedAt) - begunAt),
    ...defined({ status, failure, type: resource, bytes }),
  }
}

function wholeMs(ms: number): number {
  return Math.max(0, Math.round(ms))
}

/** The fields of a step result for its requests; none where the step sent none. @param scrub removes secrets from a text */
export function requestFields(
  { requests, leftOut }: TakenRequests = { requests: [], leftOut: 0 },
  scrub: (text: string) => string,
): Pick<StepResult, 'requests' | 'requestsLeftOut'> {
  if (requests.length === 0 && leftOut === 0) return {}
  return {
    requests: requests.map(({ url, method, ...rest }) => ({
      // A probe may pass anything.
      method: cutText(scrub(String(method)), LONGEST_METHOD),
      address: addressOf(String(url), scrub),
      ...rest,
    })),
    ...(leftOut > 0 ? { requestsLeftOut: leftOut } : {}),
  }
}
