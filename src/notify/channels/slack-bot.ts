import { isEnd, isOpening, SECOND, streamOf } from '../../core/index.ts'
import { type Message, newestOfEach } from '../fold/message.ts'
import type { Channel, Receipt, SendContext, SlackBotConfig } from './channel.ts'
import { createSlackCall, type SlackAnswer, type SlackCall, type SlackMethod } from './slack-api.ts'
import { slackMessage } from './slack-message.ts'

/** Slack's answers when it cannot use the blocks of a message. */
const BAD_BLOCKS = /^invalid_(blocks|attachments)/
/** Slack's answers when the first message of a thread is deleted, or cannot be replied to. */
const GONE = new Set(['message_not_found', 'thread_not_found', 'cannot_reply_to_message'])
/** Longest time for changing the first message, ms: the new message itself must not wait for it. */
const UPDATE_MS = 3 * SECOND
/** Most first messages that one digest changes: Slack takes some 50 changes a minute. */
const MOST_UPDATES = 10

const NO_THREADS: ReadonlyMap<string, string> = new Map()

/** A message that Slack shows. */
interface Place {
  readonly channel: string
  readonly ts: string
}

/**
 * Writes as a bot of Slack: each incident or notice is a thread. Its first message shows the current state, later messages
 * are replies, the end is shown in the channel as well. A digest is a message of its own.
 */
export function createSlackBotChannel(config: SlackBotConfig, fetcher: typeof fetch): Channel {
  const { name, mode, token: secret, api: url } = config
  const address = { url, place: `api of the channel "${name}"` }
  const bot = new SlackBot(config.channel, createSlackCall({ channel: name, secret, address, fetcher }, url))
  return { name, mode, send: (...args) => bot.send(...args) }
}

class SlackBot {
  readonly #channel: string
  readonly #call: SlackCall

  constructor(channel: string, call: SlackCall) {
    this.#channel = channel
    this.#call = call
  }

  async send(message: Message, signal: AbortSignal, { threads = NO_THREADS }: SendContext = {}): Promise<Receipt> {
    if (message.digest) {
      await this.#updateAll(message, threads, signal)
      return this.#post(message, undefined, signal)
    }
    const first = begins(message) ? undefined : placeOf(threads.get(streamOf(message)))
    // Before the reply: a repeated attempt changes it again, and adds no second reply.
    const updated = first && (await this.#update(first, message, signal))
    const thread = updated === 'gone' ? undefined : first
    const receipt = await this.#post(message, thread, signal)
    if (updated === 'failed' && thread) await this.#update(thread, message, signal)
    return receipt
  }

  async #post(message: Message, thread: Place | undefined, signal: AbortSignal): Promise<Receipt> {
    const where = thread
      ? { channel: thread.channel, thread_ts: thread.ts, reply_broadcast: isEnd(message) }
      : { channel: this.#channel }
    const answer = await this.#callWithLayout('chat.postMessage', message, { where, signal })
    if (!answer.ok && thread && GONE.has(answer.word)) return this.#post(message, undefined, signal)
    if (!answer.ok) throw answer.error
    if (answer.ts === undefined) return {}
    const isFirst = thread === undefined && !message.digest
    return { id: answer.ts, ...(isFirst ? { thread: `${answer.channel ?? this.#channel}/${answer.ts}` } : {}) }
  }

  /** Makes the first message of a thread show the state of now. Never throws: the new message matters more. */
  async #update(place: Place, message: Message, signal: AbortSignal): Promise<'updated' | 'gone' | 'failed'> {
    const within = AbortSignal.any([signal, AbortSignal.timeout(UPDATE_MS)])
    try {
      const answer = await this.#callWithLayout('chat.update', message, { where: { ...place }, signal: within })
      if (answer.ok) return 'updated'
      return GONE.has(answer.word) ? 'gone' : 'failed'
    } catch {
      return 'failed'
    }
  }

  async #updateAll({ parts = [] }: Message, threads: ReadonlyMap<string, string>, signal: AbortSignal): Promise<void> {
    const within = AbortSignal.any([signal, AbortSignal.timeout(UPDATE_MS)])
    const updates = newestOfEach(parts).flatMap((alert) => {
      const place = placeOf(threads.get(streamOf(alert)))
      return place ? [{ place, alert }] : []
    })
    for (const { place, alert } of updates.slice(0, MOST_UPDATES)) await this.#update(place, alert, within)
  }

  /** A message without the layout is better than none. */
  async #callWithLayout(
    method: SlackMethod,
    message: Message,
    { where, signal }: { readonly where: Readonly<Record<string, unknown>>; readonly signal: AbortSignal },
  ): Promise<SlackAnswer> {
    const content = slackMessage(message)
    const answer = await this.#call(method, { ...content, ...where }, signal)
    if (answer.ok || !BAD_BLOCKS.test(answer.word)) return answer
    return this.#call(method, { text: content.text, blocks: [], attachments: [], ...where }, signal)
  }
}

/** Whether a message holds the opening of its incident: a notice that opens again begins a thread of its own. */
function begins(message: Message): boolean {
  return (message.parts ?? [message]).some(isOpening)
}

/** `C024BE91L/1700000000.000100` */
function placeOf(thread: string | undefined): Place | undefined {
  const [, channel, ts] = /^([^/]+)\/([\d.]+)$/.exec(thread ?? '') ?? []
  return channel === undefined || ts === undefined ? undefined : { channel, ts }
}
