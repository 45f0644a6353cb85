import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Alert, MINUTE, Secret, streamOf } from '../../src/core/index.ts'
import { type Channel, ChannelError, foldAlerts, type Message, planAlerts } from '../../src/notify/index.ts'
import { input, LOGIN_DOWN, LOGIN_RECOVERED, notice, onlyAlert, verdict } from '../notify/kit.ts'
import {
  type SlackWorkspace,
  startSlackWorkspace,
  WORKSPACE_CHANNEL,
  WORKSPACE_TOKEN,
} from '../support/slack-workspace.ts'
import { channelOf } from './channel-peer.ts'

const OPENED = onlyAlert(LOGIN_DOWN)
const RESOLVED = onlyAlert(LOGIN_RECOVERED)
const CHANGED: Alert = { ...OPENED, kind: 'changed', key: `${OPENED.key}:2`, headline: 'login and chat are DOWN' }
const signal = new AbortController().signal

let slack: SlackWorkspace
/** What the store keeps: the thread of each incident. */
const threads = new Map<string, string>()
beforeEach(async () => {
  threads.clear()
  slack = await startSlackWorkspace()
})
afterEach(() => slack.close())

const bot = (token = WORKSPACE_TOKEN, channel = '#ops'): Channel =>
  channelOf({
    ...{ kind: 'slack', name: 'slack', mode: 'always', api: slack.api, channel },
    token: new Secret('SLACK_BOT_TOKEN', token),
  })

async function send(message: Message, channel = bot()) {
  const receipt = await channel.send(message, signal, { threads })
  if (receipt.thread !== undefined) threads.set(streamOf(message), receipt.thread)
  return receipt
}

async function failureOf(message: Message, channel = bot()): Promise<ChannelError> {
  const thrown = await send(message, channel).catch((error: unknown) => error)
  if (!(thrown instanceof ChannelError)) throw new Error(`expected a ChannelError, got ${inspect(thrown)}`)
  return thrown
}

const colours = () => slack.messages.map(({ content }) => content.attachments[0]?.color)

describe('an incident in Slack', () => {
  it('begins with a message that is visible under its id, and names the thread', async () => {
    expect(await send(OPENED)).toEqual({ id: '1700000000.000001', thread: `${WORKSPACE_CHANNEL}/1700000000.000001` })
    expect(slack.messages).toMatchObject([
      { broadcast: false, content: { text: expect.stringContaining('login is DOWN') } },
    ])
    expect(slack.messages[0]?.threadTs).toBeUndefined()
  })

  it('keeps its first message up to date, and adds later alerts as replies', async () => {
    await send(OPENED)
    expect(await send(CHANGED)).toEqual({ id: '1700000000.000002' })
    const [first, reply] = slack.messages
    expect(first).toMatchObject({ edits: 1, content: { text: expect.stringContaining('login and chat are DOWN') } })
    expect(reply).toMatchObject({ threadTs: first?.ts, broadcast: false })
  })

  it('ends with a reply that the channel shows as well, and its first message turns green', async () => {
    await send(OPENED)
    await send(RESOLVED)
    expect(slack.messages[1]).toMatchObject({ threadTs: '1700000000.000001', broadcast: true })
    expect(slack.messages[0]?.content.text).toContain('✅')
    expect(colours()).toEqual(['#2e8555', '#2e8555'])
  })

  it('changes the first message before the reply, so that a repeated attempt adds no second reply', async () => {
    await send(OPENED)
    slack.faults.push({ method: 'chat.postMessage', fault: 'internal_error' })
    await failureOf(RESOLVED)
    expect(slack.messages).toHaveLength(1)
    await send(RESOLVED)
    expect(slack.messages).toHaveLength(2)
  })

  it('begins a new thread where its first message is deleted', async () => {
    await send(OPENED)
    slack.delete('1700000000.000001')
    const receipt = await send(CHANGED)
    expect(receipt.thread).toBe(`${WORKSPACE_CHANNEL}/${receipt.id}`)
    expect(slack.messages).toMatchObject([{ content: { text: expect.stringContaining('login and chat') } }])
    await send(RESOLVED)
    expect(slack.messages[1]?.threadTs).toBe(receipt.id)
  })

  it('begins a new thread where only the reply finds that the first message is gone', async () => {
    await send(OPENED)
    slack.faults.push({ method: 'chat.postMessage', fault: 'thread_not_found' })
    expect(await send(CHANGED)).toMatchObject({ thread: expect.stringContaining('1700000000.000002') })
  })

  it('sends the reply where the first message cannot be changed, and tries that once more', async () => {
    await send(OPENED)
    slack.faults.push({ method: 'chat.update', fault: 'internal_error' })
    await send(RESOLVED)
    expect(slack.calls.slice(1)).toEqual(['chat.update', 'chat.postMessage', 'chat.update'])
    expect(slack.messages[0]?.edits).toBe(1)
    slack.faults.push({ method: 'chat.update', fault: 'cant_update_message' })
    slack.faults.push({ method: 'chat.update', fault: 'cant_update_message' })
    await send(CHANGED)
    expect(slack.messages).toHaveLength(3)
  })

  it('that is folded with its opening begins its thread', async () => {
    expect((await send(foldAlerts('folded:2', [OPENED, RESOLVED]))).thread).toBeDefined()
    expect(slack.messages).toHaveLength(1)
  })

  it('that is a notice which opens again begins a thread of its own', async () => {
    const again = [notice(), notice({ open: false, at: OPENED.at + MINUTE }), notice({ at: OPENED.at + 2 * MINUTE })]
    for (const state of again) {
      for (const alert of planAlerts(input({ verdict: verdict({ notices: [state] }) }))) await send(alert)
    }
    expect(slack.messages.map(({ threadTs }) => threadTs)).toEqual([undefined, '1700000000.000001', undefined])
  })
})

describe('a digest of several incidents', () => {
  const other: Alert = {
    ...RESOLVED,
    ...{ key: 'b:resolved', target: 'b' },
    ...(RESOLVED.incident ? { incident: { ...RESOLVED.incident, name: 'b-1', target: 'b' } } : {}),
  }

  it('is a message of its own, begins no thread, and brings the first messages of its incidents up to date', async () => {
    await send(OPENED)
    const receipt = await send(foldAlerts('folded:2', [RESOLVED, other]))
    expect(receipt).toEqual({ id: '1700000000.000002' })
    expect(slack.messages[1]?.threadTs).toBeUndefined()
    expect(slack.messages[0]).toMatchObject({ edits: 1, content: { text: expect.stringContaining('✅') } })
  })

  it('arrives where the first messages cannot be changed', async () => {
    await send(OPENED)
    slack.faults.push({ method: 'chat.update', fault: 'internal_error' })
    expect(await send(foldAlerts('folded:2', [RESOLVED, other]))).toMatchObject({ id: '1700000000.000002' })
  })
})

describe('an answer of Slack to a bot', () => {
  it.each([
    ['invalid_auth', 'SLACK_BOT_TOKEN'],
    ['not_authed', 'SLACK_BOT_TOKEN'],
    ['account_inactive', 'install it again'],
    ['token_revoked', 'install the app again'],
    ['token_expired', 'SLACK_BOT_TOKEN'],
    ['channel_not_found', 'correct "channel"'],
    ['not_in_channel', '/invite'],
    ['is_archived', 'archived'],
    ['missing_scope', 'chat:write'],
  ])('%s refuses for good, and the hint says what to do', async (word, advice) => {
    slack.faults.push({ method: 'chat.postMessage', fault: word })
    const error = await failureOf(OPENED)
    expect(error).toMatchObject({ permanent: true, message: `slack: Slack answered ${word}` })
    expect(error.hint).toContain(advice)
    expect(error.hint).not.toContain('{token}')
  })

  it.each(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'msg_too_long', 'constructor'])(
    '%s passes',
    async (word) => {
      slack.faults.push({ method: 'chat.postMessage', fault: word })
      expect(await failureOf(OPENED)).toMatchObject({ permanent: false, retryAfterMs: undefined })
    },
  )

  it.each([
    ['with its wait', { 'retry-after': '30' }, 30_000],
    ['without a wait', {}, 1_000],
  ])('that limits the rate %s is a pace, tried once', async (_how, headers, retryAfterMs) => {
    const limited = JSON.stringify({ ok: false, error: 'ratelimited' })
    slack.faults.push({
      method: 'chat.postMessage',
      fault: (response) => response.writeHead(429, headers).end(limited),
    })
    expect(await failureOf(OPENED)).toMatchObject({ permanent: false, retryAfterMs })
    expect(slack.calls).toEqual(['chat.postMessage'])
  })

  it('that is not its own, as of a portal, never refuses for good', async () => {
    for (const status of [200, 302, 403, 404, 410]) {
      slack.faults.push({
        method: 'chat.postMessage',
        fault: (response) => response.writeHead(status, { location: 'http://x' }).end('<html>invalid_auth</html>'),
      })
      expect(await failureOf(OPENED)).toMatchObject({ permanent: false })
    }
  })

  it('that it cannot use the layout brings the text without it', async () => {
    slack.faults.push({ method: 'chat.postMessage', fault: 'invalid_blocks' })
    await send(OPENED)
    expect(slack.messages).toMatchObject([
      { content: { text: expect.stringContaining('login is DOWN'), attachments: [] } },
    ])
  })

  it('to a wrong token is read without repeating the token', async () => {
    const error = await failureOf(OPENED, bot('xoxb-wrong-and-secret'))
    expect(error.permanent).toBe(true)
    expect(`${inspect(error, { depth: 9, showHidden: true })} ${error.stack}`).not.toContain('xoxb-wrong-and-secret')
  })
})
