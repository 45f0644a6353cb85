import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import type { StreamEvent, StreamReply, StreamRequest } from '../../../probe/index.ts'
import type { Diagnosis } from '../../classify/diagnosis.ts'
import { seconds } from '../../classify/seconds.ts'
import { diagnoseErrorType } from '../../classify/status.ts'
import { ObservedFailure } from '../../classify/thrown.ts'
import { textOf } from './body.ts'
import { createEventStreamReader, type SseBlock } from './event-stream.ts'
import { asFailure, headersOf } from './send.ts'

const FIRST_CONTENT_MS = 20_000
const GAP_MS = 10_000
const MOST_EVENTS = 20_000
const MOST_TEXT = 16 * 1024 * 1024

/** How far a stream has come; kept up to date so that a run which is cut short knows what it was waiting for. */
export interface StreamProgress {
  readonly sentAt: number
  /** The last event that shows the model at work, whether or not it adds text. */
  lastSignAt: number | undefined
  firstContentAt: number | undefined
  lastContentAt: number | undefined
  longestGapMs: number
  events: number
  pings: number
}

/**
 * Reads an event stream until its last event.
 * @throws ObservedFailure: truncated, stalled, timeout (no first content), edge (events that are not JSON, or without end), or what an error event says
 */
export async function readStream(
  answer: IncomingMessage,
  request: StreamRequest,
  progress: StreamProgress,
): Promise<StreamReply> {
  const headers = headersOf(answer)
  const headersMs = performance.now() - progress.sentAt
  const body = textOf(answer)
  const read = createEventStreamReader()
  const events: StreamEvent[] = []
  let text = ''
  let ended = false
  let length = 0
  const stopWatching = watchGaps(body, request, progress)

  function take(block: SseBlock): void {
    const atMs = performance.now() - progress.sentAt
    const event: StreamEvent = { ...block, json: jsonOf(block.data), atMs }
    if (events.length < MOST_EVENTS) events.push(event)
    progress[block.event === 'ping' ? 'pings' : 'events'] += 1
    if (event.json === undefined && block.data.startsWith('{')) throw notJson(block)
    const error = request.errorOf?.(event)
    if (error) throw new ObservedFailure(diagnoseErrorType(error.type, error.message))
    const content = request.content(event)
    if (content !== undefined) progress.lastSignAt = performance.now()
    if (content) {
      noteContent(progress)
      text += content
    }
    ended ||= request.isEnd(event)
  }

  try {
    for await (const chunk of chunksOf(body)) {
      length += chunk.length
      if (length > MOST_TEXT)
        throw new ObservedFailure({ class: 'edge', message: 'more than 16 MB came in place of a reply' })
      for (const block of read(chunk)) take(block)
      // Whether the connection stays open after the last event is nobody's concern.
      if (ended) break
    }
  } finally {
    stopWatching()
    answer.destroy()
  }
  if (!ended)
    throw new ObservedFailure({
      class: 'truncated',
      message: 'the stream ended without its last event',
      detail: seen(events, text),
    })
  if (progress.firstContentAt === undefined || progress.lastContentAt === undefined) {
    throw new ObservedFailure({ class: 'wrong_answer', message: 'the reply is empty', detail: seen(events, text) })
  }
  return {
    status: answer.statusCode ?? 0,
    headers,
    events,
    text,
    headersMs,
    firstContentMs: progress.firstContentAt - progress.sentAt,
    lastContentMs: progress.lastContentAt - progress.sentAt,
    longestGapMs: progress.longestGapMs,
    totalMs: performance.now() - progress.sentAt,
  }
}

/** The pieces of a body. Only what goes wrong with the body itself is an answer that broke off, and not what its reader throws. */
async function* chunksOf(body: Readable): AsyncGenerator<string> {
  try {
    for await (const chunk of body) yield chunk as string
  } catch (error) {
    throw error instanceof ObservedFailure ? error : asFailure(error, true)
  }
}

function noteContent(progress: StreamProgress): void {
  const now = performance.now()
  if (progress.lastContentAt !== undefined) {
    progress.longestGapMs = Math.max(progress.longestGapMs, now - progress.lastContentAt)
  }
  progress.firstContentAt ??= now
  progress.lastContentAt = now
}

/** Ends the stream when nothing that counts has come for too long. Pings do not count. */
function watchGaps(answer: Readable, request: StreamRequest, progress: StreamProgress): () => void {
  const firstMs = request.firstContentMs ?? FIRST_CONTENT_MS
  const gapMs = request.gapMs ?? GAP_MS
  const look = () => {
    const now = performance.now()
    const { lastSignAt, sentAt } = progress
    if (lastSignAt === undefined && now - sentAt > firstMs) {
      answer.destroy(new ObservedFailure(noFirstToken(progress, `within ${seconds(firstMs)}`)))
    } else if (lastSignAt !== undefined && now - lastSignAt > gapMs) {
      answer.destroy(new ObservedFailure({ class: 'stalled', message: `no more tokens for ${seconds(gapMs)}` }))
    }
  }
  // What came while this process was busy is heard first.
  const timer = setInterval(() => setImmediate(look), 50)
  return () => clearInterval(timer)
}

/** What came instead of the first token: nothing at all, only pings, the stream's opening, or thoughts. */
export function noFirstToken({ events, pings, lastSignAt }: StreamProgress, within: string): Diagnosis {
  if (lastSignAt !== undefined) return { class: 'timeout', message: `no text ${within}: the model was still thinking` }
  const instead = events > 0 ? 'the stream opened' : pings > 0 ? 'only pings came' : 'only headers came'
  return { class: 'timeout', message: `no first token ${within}: ${instead}` }
}

function notJson({ event, data }: SseBlock): ObservedFailure {
  return new ObservedFailure({
    class: 'edge',
    message: 'an event of the stream is not JSON',
    detail: `${event}: ${data.slice(0, 300)}`,
  })
}

function seen(events: readonly StreamEvent[], text: string): string {
  const counts = new Map<string, number>()
  for (const { event } of events) counts.set(event, (counts.get(event) ?? 0) + 1)
  return `${[...counts].map(([name, count]) => `${name} ×${count}`).join(', ') || 'no events'}; ${text.length} characters of text`
}

function jsonOf(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}
