import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface PostedMessage {
  readonly ts: string
  /** The first message of the thread that it replies to. */
  readonly threadTs?: string
  readonly broadcast: boolean
  /** Its content: changed by `chat.update`. */
  content: SlackContent
  edits: number
}

interface SlackContent {
  readonly text: string
  readonly attachments: readonly { readonly color?: string }[]
}

/** What a test makes Slack answer to a method: `{ ok: false, error }`, or anything it writes itself. */
type SlackFault = string | ((response: ServerResponse) => void)

/** Slack's Web API on loopback: one channel, the two methods that write, and the faults of a test. */
export interface SlackWorkspace {
  /** Base address of the Web API. */
  readonly api: string
  readonly messages: readonly PostedMessage[]
  /** The methods called so far. */
  readonly calls: readonly string[]
  /** Answers that come first, by method, one by one. */
  readonly faults: { method: string; fault: SlackFault }[]
  delete(ts: string): void
  close(): Promise<void>
}

export const WORKSPACE_TOKEN = 'xoxb-1234567890-planted-bot-token'
export const WORKSPACE_CHANNEL = 'C024BE91L'

export async function startSlackWorkspace(): Promise<SlackWorkspace> {
  const messages: PostedMessage[] = []
  const calls: string[] = []
  const faults: SlackWorkspace['faults'] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const method = request.url?.split('/').at(-1) ?? ''
    calls.push(method)
    const fault = faults.findIndex((one) => one.method === method)
    if (fault !== -1) return fail(response, faults.splice(fault, 1)[0]?.fault ?? '')
    if (request.headers.authorization !== `Bearer ${WORKSPACE_TOKEN}`) return fail(response, 'invalid_auth')
    const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
    const answer = method === 'chat.update' ? update(form) : post(form)
    return json(response, answer)
  })

  function post(form: URLSearchParams): object {
    if (!['#ops', WORKSPACE_CHANNEL].includes(form.get('channel') ?? '')) return no('channel_not_found')
    const threadTs = form.get('thread_ts')
    if (threadTs !== null && !messages.some(({ ts }) => ts === threadTs)) return no('thread_not_found')
    const ts = `1700000000.${String(messages.length + 1).padStart(6, '0')}`
    const thread = threadTs === null ? {} : { threadTs }
    messages.push({
      ts,
      ...thread,
      broadcast: form.get('reply_broadcast') === 'true',
      content: contentOf(form),
      edits: 0,
    })
    return { ok: true, channel: WORKSPACE_CHANNEL, ts, message: { text: form.get('text'), blocks: form.get('blocks') } }
  }

  function update(form: URLSearchParams): object {
    if (form.get('channel') !== WORKSPACE_CHANNEL) return no('channel_not_found')
    const message = messages.find(({ ts }) => ts === form.get('ts'))
    if (!message) return no('message_not_found')
    message.content = contentOf(form)
    message.edits += 1
    return { ok: true, channel: WORKSPACE_CHANNEL, ts: message.ts }
  }

  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    api: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    ...{ messages, calls, faults },
    delete: (ts) =>
      void messages.splice(
        messages.findIndex((one) => one.ts === ts),
        1,
      ),
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

const no = (error: string) => ({ ok: false, error })

function fail(response: ServerResponse, fault: SlackFault): void {
  if (typeof fault === 'string') json(response, no(fault))
  else fault(response)
}

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}

function contentOf(form: URLSearchParams): SlackContent {
  return { text: form.get('text') ?? '', attachments: JSON.parse(form.get('attachments') ?? '[]') }
}
