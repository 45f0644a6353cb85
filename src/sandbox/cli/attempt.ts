import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { Ask } from './arguments.ts'
import { EventReader, type StreamEvent, type Usage } from './events.ts'
import {
  type AttemptFailure,
  connectionFailure,
  eventFailure,
  formatFailure,
  idleFailure,
  redirectFailure,
  statusFailure,
  timeoutFailure,
} from './failure.ts'
import type { Settings } from './settings.ts'
import { CLIENT_NAME } from './version.ts'

/** The parts of a streamed message that this client reads. */
export interface Message {
  readonly text: string
  readonly model: string
  readonly stopReason: string | null
  readonly usage: Usage
  readonly requestId: string | undefined
}

export type Attempt =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'failure'; readonly failure: AttemptFailure }

/** Sends one streaming request. Always resolves; calls `onEvent` for each event as it arrives. */
export function attempt(ask: Ask, settings: Settings, onEvent: (event: StreamEvent) => void): Promise<Attempt> {
  return new Promise((resolve) => {
    const fail = (failure: AttemptFailure) => resolve({ kind: 'failure', failure })
    const outgoing = httpRequest(
      new URL('/v1/messages?beta=true', settings.baseUrl),
      { method: 'POST', headers: headersOf(settings) },
      (incoming) => {
        clearTimeout(deadline)
        readAnswer(incoming, settings, onEvent).then(resolve, (error: unknown) => fail(lost(error)))
      },
    )
    const deadline = setTimeout(() => {
      fail(timeoutFailure())
      outgoing.destroy()
    }, settings.timeoutMs)
    outgoing.on('error', (error) => {
      clearTimeout(deadline)
      fail(lost(error))
    })
    outgoing.end(bodyOf(ask))
  })
}

function headersOf(settings: Settings): Record<string, string> {
  return {
    ...settings.credentials,
    accept: 'application/json',
    'anthropic-version': '2023-06-01',
    'content-type': 'application/json',
    'user-agent': `${CLIENT_NAME} (external, cli)`,
    'x-app': 'cli',
  }
}

function bodyOf(ask: Ask): string {
  return JSON.stringify({
    model: ask.model,
    max_tokens: 1_024,
    messages: [{ role: 'user', content: [{ type: 'text', text: ask.prompt }] }],
    stream: true,
    ...(ask.system === undefined ? {} : { system: [{ type: 'text', text: ask.system }] }),
  })
}

async function readAnswer(
  incoming: IncomingMessage,
  settings: Settings,
  onEvent: (event: StreamEvent) => void,
): Promise<Attempt> {
  const status = incoming.statusCode ?? 0
  incoming.setEncoding('utf8')
  if (status >= 300 && status < 400) {
    incoming.destroy()
    return { kind: 'failure', failure: redirectFailure() }
  }
  if (status !== 200) {
    let body = ''
    for await (const piece of incoming) if (body.length < 100_000) body += piece
    return { kind: 'failure', failure: statusFailure(status, incoming.headers, body, settings.place) }
  }
  return readStream(incoming, settings.idleMs, onEvent)
}

async function readStream(
  incoming: IncomingMessage,
  idleMs: number,
  onEvent: (event: StreamEvent) => void,
): Promise<Attempt> {
  const reader = new EventReader()
  const builder = new MessageBuilder()
  let idle = false
  const idleTimer = setTimeout(() => {
    idle = true
    incoming.destroy()
  }, idleMs)
  try {
    for await (const piece of incoming) {
      idleTimer.refresh()
      for (const event of reader.push(piece as string)) {
        onEvent(event)
        builder.add(event)
      }
    }
    return builder.outcome(incoming.headers['request-id'])
  } catch (error) {
    if (idle) return { kind: 'failure', failure: idleFailure() }
    return { kind: 'failure', failure: error instanceof SyntaxError ? garbled(error) : lost(error) }
  } finally {
    clearTimeout(idleTimer)
  }
}

/** Assembles a message from the events of one stream. */
class MessageBuilder {
  #events = 0
  #text = ''
  #model = ''
  #stopReason: string | null = null
  #usage: Usage = {}
  #error: AttemptFailure | undefined

  add(event: StreamEvent): void {
    this.#events += 1
    this.#text += event.delta?.text ?? ''
    this.#model = event.message?.model ?? this.#model
    this.#stopReason = event.delta?.stop_reason ?? this.#stopReason
    this.#usage = { ...this.#usage, ...event.message?.usage, ...event.usage }
    if (event.type === 'error') this.#error = eventFailure(event.error?.type ?? '', event.error?.message ?? '')
  }

  outcome(requestId: string | string[] | undefined): Attempt {
    const failure = this.#error ?? this.#incomplete()
    if (failure) return { kind: 'failure', failure }
    const message = { text: this.#text, model: this.#model, stopReason: this.#stopReason, usage: this.#usage }
    return { kind: 'message', message: { ...message, requestId: String(requestId ?? '') || undefined } }
  }

  /** A stream that ended without a stop reason is incomplete; the event message_stop is not required, as in Claude Code. */
  #incomplete(): AttemptFailure | undefined {
    if (this.#events === 0) return formatFailure('Stream ended without receiving any events')
    return this.#stopReason === null ? connectionFailure('stream ended early') : undefined
  }
}

function garbled(error: SyntaxError): AttemptFailure {
  return formatFailure(`JSON Parse error: ${error.message}`)
}

function lost(error: unknown): AttemptFailure {
  return connectionFailure((error as NodeJS.ErrnoException).code ?? 'unknown')
}
