import type { BodyBreak } from '../faults/effect.ts'

/** A piece of a body that is sent in one write. The parts come in this order; pings may be anywhere. */
export interface Frame {
  readonly part: 'head' | 'ping' | 'token' | 'tail' | 'end'
  readonly text: string
  /** Wait before it, ms. */
  readonly waitMs: number
}

/** The frames of a failing event stream of one dialect. */
export interface FailureFrames {
  readonly ping: string
  readonly garbage: string
  error(type: 'overloaded_error' | 'api_error'): string
}

/** The end of a body after its last frame: it ends, stays open in silence or with pings, or its connection is reset. */
type Ending = { readonly kind: 'end' | 'silence' | 'reset' } | { readonly kind: 'pings'; readonly ping: string }

export interface Body {
  readonly frames: readonly Frame[]
  readonly ending: Ending
}

/** The unbroken body. */
export function completeBody(frames: readonly Frame[]): Body {
  return { frames, ending: { kind: 'end' } }
}

/** The body, broken by the fault. */
export function breakFrames(frames: readonly Frame[], fault: BodyBreak, failureFrames: FailureFrames): Body {
  const sent = frames.slice(0, cutAt(frames, fault.after))
  if (typeof fault.next === 'object') {
    return completeBody([...sent, { part: 'end', text: failureFrames.error(fault.next.error), waitMs: 0 }])
  }
  if (fault.next === 'garbage') {
    return completeBody([
      ...sent,
      { part: 'token', text: failureFrames.garbage, waitMs: 0 },
      ...frames.slice(sent.length),
    ])
  }
  if (fault.next === 'pings') return { frames: sent, ending: { kind: 'pings', ping: failureFrames.ping } }
  return { frames: sent, ending: { kind: fault.next } }
}

/** A body without events (a page, a JSON answer) in two halves, so that it can break in the middle. */
export function splitInHalves(text: string): readonly Frame[] {
  const middle = Math.floor(text.length / 2)
  return [
    { part: 'token', text: text.slice(0, middle), waitMs: 0 },
    { part: 'token', text: text.slice(middle), waitMs: 0 },
  ]
}

function cutAt(frames: readonly Frame[], after: BodyBreak['after']): number {
  if (after === 'headers') return 0
  if (after === 'tail') return frames.findLastIndex((frame) => frame.part !== 'end') + 1
  const firstToken = frames.findIndex((frame) => frame.part === 'token')
  const head = firstToken === -1 ? 0 : firstToken
  if (after === 'head') return head
  const tokens = frames.filter((frame) => frame.part === 'token').length
  return head + Math.ceil(tokens / 2)
}
