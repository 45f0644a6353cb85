import { describe, expect, it } from 'vitest'
import { PROXY_FAULTS } from '../../src/fault-proxy/index.ts'
import { askThrough, newToken, textIn, useProxy } from './kit.ts'

const running = useProxy()

/** Grants a fault to a new token. */
async function withFault(fault: string): Promise<string> {
  const token = newToken()
  await running.control.grant(token, { fault }, 8_000)
  return token
}

describe('the fault proxy', () => {
  it('passes requests without a token on unchanged', async () => {
    const response = await askThrough(running, 'no-token')
    expect(response.status).toBe(200)
    const text = await response.text()
    expect(textIn(text)).toBe('b0000001 kite river lamp stone')
    expect(text).toContain('event: message_stop')
  })

  it('asks provider A for another phrase than the prompt does', async () => {
    const token = newToken()
    await running.control.grant(token, { exchange: { from: 'b0000001', to: 'a0000001' } }, 8_000)
    const response = await askThrough(running, token)
    expect(textIn(await response.text())).toBe('a0000001 kite river lamp stone')
    expect(await running.control.end(token)).toEqual({ seen: 1, injected: 0 })
  })

  it.each([
    ['529', 529, 'overloaded_error', null],
    ['500', 500, 'api_error', null],
    ['429', 429, 'rate_limit_error', '2'],
    ['429-no-retry-after', 429, 'rate_limit_error', null],
    ['401', 401, 'authentication_error', null],
  ])('answers %s before the stream', async (fault, status, type, retryAfter) => {
    const token = await withFault(fault)
    const response = await askThrough(running, token)
    expect(response.status).toBe(status)
    expect(response.headers.get('retry-after')).toBe(retryAfter)
    expect(await response.json()).toMatchObject({ type: 'error', error: { type } })
    expect(await running.control.end(token)).toEqual({ seen: 1, injected: 1 })
  })

  it('breaks a stream after three tokens with an error event', async () => {
    const text = await (await askThrough(running, await withFault('overloaded-mid'))).text()
    expect(textIn(text)).toBe('b0000001 kite river')
    expect(text).toMatch(/event: error\ndata: .*overloaded_error.*\n\n$/)
    expect(text).not.toContain('message_stop')
  })

  it('ends a stream without message_stop', async () => {
    const response = await askThrough(running, await withFault('truncated'))
    const text = await response.text()
    expect(response.status).toBe(200)
    expect(textIn(text)).toBe('b0000001 kite river')
    expect(text).not.toMatch(/message_stop|event: error/)
  })

  it('resets the connection before an answer', async () => {
    await expect(askThrough(running, await withFault('reset'))).rejects.toThrow('fetch failed')
  })

  it('never answers, until the lease ends', async () => {
    const token = await withFault('hang')
    const asking = askThrough(running, token).then(
      () => 'answered',
      () => 'let go',
    )
    expect(await Promise.race([asking, new Promise((resolve) => setTimeout(resolve, 150, 'hangs'))])).toBe('hangs')
    expect(await running.control.end(token)).toEqual({ seen: 1, injected: 1 })
    expect(await asking).toBe('let go')
  })

  it('falls silent in mid-stream, until the lease ends', async () => {
    const token = await withFault('stall')
    const response = await askThrough(running, token)
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes('river')) text += (await reader?.read())?.value ?? ''
    const next = reader?.read().then(
      ({ done }) => (done ? 'ended' : 'went on'),
      () => 'broke off',
    )
    expect(await Promise.race([next, new Promise((resolve) => setTimeout(resolve, 150, 'silent'))])).toBe('silent')
    await running.control.end(token)
    expect(await next).toBe('broke off')
  })

  it('breaks answers that are no stream as well', async () => {
    const overloaded = await askThrough(running, await withFault('overloaded-mid'), { stream: false })
    expect(overloaded.status).toBe(529)
    const truncated = await askThrough(running, await withFault('truncated'), { stream: false })
    expect(truncated.status).toBe(200)
    await expect(truncated.json()).rejects.toThrow()
  })

  it.each(['529', 'overloaded-mid', 'truncated'])('speaks chat completions: %s', async (fault) => {
    const response = await askThrough(running, await withFault(fault), { path: '/v1/chat/completions' })
    const text = await response.text()
    expect(response.status).toBe(fault === '529' ? 529 : 200)
    expect(text).not.toContain('[DONE]')
    if (fault !== 'truncated') expect(text).toContain('"error":{"message":"Overloaded"')
  })

  it('applies to each of many concurrent requests its own fault', async () => {
    const faults = PROXY_FAULTS.filter(({ effect }) => effect.kind === 'status')
    const tokens = await Promise.all(faults.map(({ name }) => withFault(name)))
    const statuses = await Promise.all(tokens.map(async (token) => (await askThrough(running, token)).status))
    expect(statuses).toEqual(faults.map(({ effect }) => (effect.kind === 'status' ? effect.status : 0)))
  })

  it('names the status of an upstream that fails by itself', async () => {
    const token = await withFault('truncated')
    const response = await askThrough(running, token, { path: '/v1/nothing' })
    expect(response.status).toBe(404)
    expect(await running.control.end(token)).toEqual({ seen: 1, injected: 0, upstreamError: 404 })
  })
})
