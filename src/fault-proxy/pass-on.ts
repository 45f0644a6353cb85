import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Dialect, errorMessage } from './dialect.ts'
import { EventSplitter } from './events.ts'
import type { Effect } from './faults.ts'
import { answerHeaders } from './headers.ts'

/** An answer of the upstream on its way to the caller. */
export interface Passage {
  readonly out: ServerResponse
  readonly answer: Response
  readonly dialect: Dialect
  /** Aborts when the caller leaves, or the fault ends. */
  readonly signal: AbortSignal
}

/** Passes an answer on as it arrives, with backpressure from its caller. */
export async function passOn({ out, answer, signal }: Passage): Promise<void> {
  sendHead(out, answer)
  for await (const piece of piecesOf(answer, signal)) if (!(await sendPiece(out, piece, signal))) break
  finish(out, signal)
}

/**
 * Passes an answer on, each piece `factor` times as late as it arrived. The answer is read without backpressure, because its
 * arrival times count; pieces that are not due yet wait in memory.
 * @param begunAt when the request began, by `performance.now()`
 */
export async function passOnSlowly({ out, answer, signal }: Passage, factor: number, begunAt: number): Promise<void> {
  // Each piece has its own due time, so that pieces that arrive while an earlier one waits are delayed as well.
  const whenDue = () => {
    const dueAt = begunAt + (performance.now() - begunAt) * factor
    return sleep(Math.max(0, dueAt - performance.now()), undefined, { signal }).catch(() => undefined)
  }
  const send = (work: () => void) => {
    const due = whenDue()
    sent = sent.then(() => due).then(() => (signal.aborted ? undefined : work()))
  }
  let sent: Promise<void> = Promise.resolve()
  send(() => sendHead(out, answer))
  for await (const piece of piecesOf(answer, signal)) send(() => void out.write(piece))
  const end = whenDue()
  await sent
  await end
  finish(out, signal)
}

/**
 * Passes `tokens` tokens of a stream on and then breaks it; a shorter stream breaks before its end. An answer that is not a
 * stream becomes an error, or breaks in its middle. Calls `onBreak` when the fault is injected.
 */
export async function passOnBroken(
  passage: Passage,
  next: Extract<Effect, { kind: 'break' }>['next'],
  tokens: number,
  onBreak: () => void,
): Promise<void> {
  const { out, answer, dialect, signal } = passage
  const isStream = answer.headers.get('content-type')?.includes('text/event-stream') === true
  if (!isStream) return breakWhole(passage, next, onBreak)
  sendHead(out, answer)
  const splitter = new EventSplitter()
  let passed = 0
  for await (const piece of piecesOf(answer, signal)) {
    for (const event of splitter.push(piece)) {
      const kind = dialect.eventKind(event)
      if (kind === 'end' || (kind === 'token' && passed === tokens)) {
        onBreak()
        return breakNow(passage, next)
      }
      if (kind === 'token') passed += 1
      if (!(await sendPiece(out, event, signal))) return finish(out, signal)
    }
  }
  finish(out, signal, splitter.rest())
}

async function breakWhole(
  passage: Passage,
  next: Extract<Effect, { kind: 'break' }>['next'],
  onBreak: () => void,
): Promise<void> {
  const { out, answer, dialect } = passage
  const text = await answer.text()
  onBreak()
  if (next === 'error') {
    out.writeHead(529, { 'content-type': 'application/json' })
    out.end(dialect.errorBody(OVERLOADED, errorMessage(OVERLOADED)))
    return
  }
  out.writeHead(answer.status, answerHeaders(answer.headers))
  out.write(text.slice(0, Math.floor(text.length / 2)))
  await breakNow(passage, next)
}

const OVERLOADED = 'overloaded_error'

async function breakNow({ out, dialect, signal }: Passage, next: 'error' | 'end' | 'silence'): Promise<void> {
  if (next === 'silence') return holdUntil(signal, out)
  out.end(next === 'error' ? dialect.errorEvent(OVERLOADED, errorMessage(OVERLOADED)) : undefined)
}

/** Keeps a connection open in silence until `signal` aborts, then closes it. */
export async function holdUntil(signal: AbortSignal, out: ServerResponse): Promise<void> {
  if (!signal.aborted) {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  }
  out.socket?.destroy()
}

function sendHead(out: ServerResponse, answer: Response): void {
  out.writeHead(answer.status, answerHeaders(answer.headers))
  out.flushHeaders()
}

/** Sends a piece and waits until the caller can take more. @returns false where the answer is to break off */
async function sendPiece(out: ServerResponse, piece: Uint8Array | string, signal: AbortSignal): Promise<boolean> {
  if (!out.write(piece) && !out.destroyed && !signal.aborted) await roomIn(out, signal)
  return !out.destroyed && !signal.aborted
}

/** Resolves once a full response has room, its connection is closed or `signal` aborts. */
function roomIn(out: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      for (const name of ['drain', 'close']) out.off(name, done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    for (const name of ['drain', 'close']) out.on(name, done)
    signal.addEventListener('abort', done)
  })
}

/** Ends an answer. An incomplete one is cut by closing the connection, so that it does not look complete. */
function finish(out: ServerResponse, signal: AbortSignal, rest?: string): void {
  if (signal.aborted) out.socket?.destroy()
  else if (!out.destroyed) out.end(rest)
}

async function* piecesOf(answer: Response, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const reader = answer.body?.getReader()
  if (!reader) return
  const cancel = () => void reader.cancel().catch(() => undefined)
  signal.addEventListener('abort', cancel, { once: true })
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done || signal.aborted) return
      yield value
    }
  } finally {
    signal.removeEventListener('abort', cancel)
    cancel()
  }
}
