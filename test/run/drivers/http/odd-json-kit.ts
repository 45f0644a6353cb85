import api from '../../../../probes/api.probe.ts'
import apiMethods from '../../../../probes/api-methods.probe.ts'
import { Secret, type Target } from '../../../../src/core/index.ts'
import { runHere, verdictLine } from '../../kit.ts'
import { httpAnswer, useRawServer } from '../../raw-server.ts'

export const JSON_TYPE = { 'content-type': 'application/json' }
const STREAM = { 'content-type': 'text/event-stream' }

export type DialectName = 'messages' | 'chat-completions'

/** An event of a stream: its name and its data. */
export type OddEvent = readonly [event: string, data: unknown]

/** Right answers in one piece. */
export const MESSAGE = {
  type: 'message',
  content: [{ type: 'text', text: 'pong' }],
  stop_reason: 'end_turn',
  model: 'm',
}
export const COMPLETION = { choices: [{ message: { content: 'pong' }, finish_reason: 'stop' }], model: 'm' }
export const GOOD: Readonly<Record<string, unknown>> = {
  '/v1/messages': MESSAGE,
  '/v1/chat/completions': COMPLETION,
  '/v1/messages/count_tokens': { input_tokens: 7 },
  '/v1/models': { data: [{ id: 'm' }] },
}

/** A service that answers the API probes with JSON of the test's choice. */
export function useOddJson() {
  const server = useRawServer()
  const target = (dialect: DialectName): Target => ({
    name: 'here',
    title: 'Here',
    api: { url: server.url, key: new Secret('KEY', 'sk-0123456789'), model: 'm', prompt: 'p', answer: 'pong', dialect },
  })
  return {
    server,
    target,
    /** The verdict of the api-methods probe where the service sends right answers, except at `path`. */
    async methods(dialect: DialectName, path = '', answer: unknown = undefined): Promise<string> {
      server.answer = (socket, request) => {
        const requested = /^\S+ (\S+)/.exec(request)?.[1] ?? ''
        socket.end(httpAnswer(200, JSON_TYPE, JSON.stringify(requested === path ? answer : GOOD[requested])))
      }
      return verdictLine(await runHere(apiMethods, target(dialect)))
    },
    /** The verdict of the api probe where the service streams these events. */
    async stream(dialect: DialectName, events: readonly OddEvent[]): Promise<string> {
      const written = events.map(([event, data]) => {
        const text = typeof data === 'string' ? data : JSON.stringify(data)
        return `${event === '' ? '' : `event: ${event}\n`}data: ${text}\n\n`
      })
      server.answer = (socket) => void socket.end(httpAnswer(200, STREAM, written.join('')))
      return verdictLine(await runHere(api, target(dialect)))
    },
  }
}
