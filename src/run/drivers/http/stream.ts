import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { parseJson } from '../../../core/index.ts'
import type { StreamEvent, StreamReply, StreamRequest } from '../../../probe/index.ts'
import { diagnoseErrorType } from '../../classify/status.ts'
import { ObservedFailure } from '../../classify/thrown.ts'
import { textOf } from './body.ts'
import { createEventStreamReader, type SseBlock } from './event-stream.ts'
import { asFailure, headersOf } from './send.ts'
import { watchStreamLimits } from './stream-limits.ts'
import { noteContent, type StreamProgress } from './stream-progress.ts'

const MOST_EVENTS = 20_000
const MOST_TEXT = 16 * 1024 * 1024

/**
 * Reads an event stream to its last event.
 * @throws ObservedFailure: truncated, stalled, timeout (no first content), edge (an event that is not JSON, or more than
 * 16 MB), wrong_answer (no content), or the class of an error event
 */
export async function readStream(
  answer: IncomingMessage,
  request: StreamRequest,
  progress: StreamProgress,
): Promise<StreamReply> {
  const headersMs = performance.now() - progress.sentAt
  const reply = new Reply(request, progress)
  const body = textOf(answer)
  const stopWatching = watchStreamLimits(body, request, progress)
  try {
    // The connection may stay open after the last event.
    for await (const chunk of chunksOf(body)) if (reply.read(chunk) === 'ended') break
  } finally {
    stopWatching()
    answer.destroy()
  }
  const { firstContentAt, lastContentAt } = reply.times()
  const { sentAt, longestGapMs } = progress
  return {
    status: answer.statusCode ?? 0,
    headers: headersOf(answer),
    events: reply.events,
    text: reply.text,
    headersMs,
    firstContentMs: firstContentAt - sentAt,
    lastContentMs: lastContentAt - sentAt,
    longestGapMs,
    totalMs: performance.now() - sentAt,
  }
}

/** Text chunks of a body. An error of the body means that the answer was cut off; one of its reader passes unchanged. */
async function* chunksOf(body: Readable): AsyncGenerator<string> {
  try {
    for await (const chunk of body) yield chunk as string
  } catch (error) {
    throw error instanceof ObservedFailure ? error : asFailure(error, true)
  }
}

/** The reply as its events build it. */
class Reply {
  readonly events: StreamEvent[] = []
  text = ''
  readonly #request: StreamRequest
  readonly #progress: StreamProgress
  readonly #blocksIn = createEventStreamReader()
  #length = 0
  #hasEnded = false

  constructor(request: StreamRequest, progress: StreamProgress) {
    this.#request = request
    this.#progress = progress
  }

  read(chunk: string): 'open' | 'ended' {
    this.#length += chunk.length
    if (this.#length > MOST_TEXT) {
      throw new ObservedFailure({ class: 'edge', message: 'more than 16 MB came in place of a reply' })
    }
    for (const block of this.#blocksIn(chunk)) this.#add(block)
    return this.#hasEnded ? 'ended' : 'open'
  }

  /** When its content came. @throws ObservedFailure where it did not end, or has no content */
  times(): { readonly firstContentAt: number; readonly lastContentAt: number } {
    const { firstContentAt, lastContentAt } = this.#progress
    const detail = this.#summary()
    if (!this.#hasEnded) {
      throw new ObservedFailure({ class: 'truncated', message: 'the stream ended without its last event', detail })
    }
    if (firstContentAt === undefined || lastContentAt === undefined) {
      throw new ObservedFailure({ class: 'wrong_answer', message: 'the reply is empty', detail })
    }
    return { firstContentAt, lastContentAt }
  }

  #add(block: SseBlock): void {
    const now = performance.now()
    const event: StreamEvent = { ...block, json: parseJson(block.data), atMs: now - this.#progress.sentAt }
    if (this.events.length < MOST_EVENTS) this.events.push(event)
    this.#progress[block.event === 'ping' ? 'pings' : 'events'] += 1
    if (event.json === undefined && block.data.startsWith('{')) throw notJson(block)
    const error = this.#request.errorOf?.(event)
    if (error) throw new ObservedFailure(diagnoseErrorType(error.type, error.message))
    const content = this.#request.content(event)
    if (content !== undefined) this.#progress.lastSignAt = now
    if (content) {
      noteContent(this.#progress, now)
      this.text += content
    }
    this.#hasEnded ||= this.#request.isEnd(event)
  }

  /** `delta ×12, done ×1; 340 characters of text` */
  #summary(): string {
    const counts = new Map<string, number>()
    for (const { event } of this.events) counts.set(event, (counts.get(event) ?? 0) + 1)
    const events = [...counts].map(([name, count]) => `${name} ×${count}`).join(', ') || 'no events'
    return `${events}; ${this.text.length} characters of text`
  }
}

function notJson({ event, data }: SseBlock): ObservedFailure {
  return new ObservedFailure({
    class: 'edge',
    message: 'an event of the stream is not JSON',
    detail: `${event}: ${data.slice(0, 300)}`,
  })
}
