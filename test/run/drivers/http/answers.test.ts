import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readExcerpt, readWhole } from '../../../../src/run/drivers/http/body.ts'
import { diagnoseOnlyError, diagnoseReply, diagnoseStranger } from '../../../../src/run/drivers/http/errors.ts'
import { noteContent, startProgress } from '../../../../src/run/drivers/http/stream-progress.ts'

/** An answer whose body comes in these pieces. */
function answer(pieces: readonly (string | Uint8Array)[], encoding?: string): IncomingMessage {
  const message = new IncomingMessage(new Socket())
  if (encoding !== undefined) message.headers['content-encoding'] = encoding
  const rest = [...pieces]
  message._read = () => void message.push(rest.shift() ?? null)
  return message
}

const HTML = { 'content-type': 'text/html; charset=utf-8' }
const JSON_TYPE = { 'content-type': 'application/json' }
const error = (fields: object) => JSON.stringify({ type: 'error', error: fields })

describe('the body of an answer', () => {
  it.each([
    ['plain', undefined, (text: string) => Buffer.from(text)],
    ['gzip', 'gzip', gzipSync],
    ['gzip by another name', ' X-GZIP ', gzipSync],
    ['deflate', 'deflate', deflateSync],
    ['brotli', 'br', brotliCompressSync],
    ['of an unknown encoding, as it is', 'zstd', (text: string) => Buffer.from(text)],
  ])('is read %s', async (_what, encoding, encode) => {
    expect(await readWhole(answer([encode('déjà vu 42')], encoding))).toEqual({ text: 'déjà vu 42', cut: false })
  })

  it('is the same, however its bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.nat(30), async (text, at) => {
        const bytes = Buffer.from(text)
        const pieces = [bytes.subarray(0, at), bytes.subarray(at)].filter(({ length }) => length > 0)
        expect((await readWhole(answer(pieces))).text).toBe(text)
      }),
      { numRuns: 40 },
    )
  })

  it('is cut after 2 MB, and says so', async () => {
    const piece = 'x'.repeat(64 * 1024)
    const { text, cut } = await readWhole(answer(Array.from({ length: 40 }, () => piece)))
    expect([text.length, cut]).toEqual([2 * 1024 * 1024, true])
  })

  it('fails where it cannot be decompressed; an excerpt of it is empty', async () => {
    await expect(readWhole(answer(['no gzip'], 'gzip'))).rejects.toThrow()
    expect(await readExcerpt(answer(['no gzip'], 'gzip'))).toBe('')
  })

  it('has an excerpt of some 16 KB, after which its connection is closed', async () => {
    const response = answer(Array.from({ length: 40 }, () => 'x'.repeat(4_096)))
    const text = await readExcerpt(response)
    expect(text.length).toBeGreaterThanOrEqual(16 * 1024)
    expect(text.length).toBeLessThan(24 * 1024)
    expect(response.destroyed).toBe(true)
  })
})

describe('an answer with an error status', () => {
  it('is diagnosed by the type in its body, with what support needs in the detail', () => {
    const headers = { ...JSON_TYPE, 'retry-after': '30' }
    const body = error({ type: 'overloaded_error', message: 'Overloaded' })
    expect(diagnoseReply(529, headers, body)).toMatchObject({
      ...{ class: 'overloaded', httpStatus: 529, detail: 'retry after 30 s; Overloaded' },
    })
  })

  it('names the more specific code, and where it would redirect to', () => {
    const body = JSON.stringify({
      error: { type: 'insufficient_quota', code: 'billing_hard_limit_reached', message: 'm' },
    })
    expect(diagnoseReply(429, JSON_TYPE, body).detail).toBe('code billing_hard_limit_reached; m')
    expect(diagnoseReply(307, { location: '/moved' }, '').detail).toContain('to /moved')
  })

  it('is a bot wall by its header, or by the words of a page', () => {
    expect(diagnoseReply(403, { ...HTML, 'cf-mitigated': 'challenge' }, '<p>hm</p>').class).toBe('blocked')
    expect(diagnoseReply(503, HTML, '<title>Just a moment...</title>').class).toBe('blocked')
    expect(diagnoseReply(500, HTML, '<title>Just a moment...</title>').class).not.toBe('blocked')
  })
})

describe('an answer with HTTP 200 that is something else', () => {
  it.each([
    ['', {}, 'HTTP 200 with an empty body instead of JSON'],
    ['hello', {}, 'HTTP 200 with something else instead of JSON'],
    ['<p>Welcome</p>', HTML, 'HTTP 200 with text/html; charset=utf-8 instead of JSON'],
  ])('is named by its type: %j', (text, headers, message) => {
    expect(diagnoseStranger(headers, text, 'JSON')).toMatchObject({ class: 'edge', message, httpStatus: 200 })
  })

  it('is the error that it consists of, or a bot wall', () => {
    const overloaded = diagnoseStranger(JSON_TYPE, error({ type: 'overloaded_error', message: 'm' }), 'an event stream')
    expect(overloaded).toMatchObject({ class: 'overloaded', httpStatus: 200 })
    expect(diagnoseStranger({ 'cf-mitigated': 'challenge' }, 'x', 'JSON').class).toBe('blocked')
  })
})

describe('JSON with a good status', () => {
  it.each([
    [{ type: 'error', error: { type: 'api_error', message: 'm' } }, 'server_error'],
    [{ error: { type: 'overloaded_error' } }, 'overloaded'],
    [{ error: { code: 'rate_limit_error' }, request_id: 'r' }, 'quota'],
  ])('is a failure where it consists of an error: %j', (json, kind) => {
    expect(diagnoseOnlyError(json)?.class).toBe(kind)
  })

  it.each([
    [{ id: 'job', error: { type: 'api_error' } }],
    [{ type: 'message', error: { type: 'api_error' } }],
    [{ error: null }],
    [{}],
    [[{ type: 'error' }]],
    ['error'],
    [null],
  ])('is what was asked for where it has other fields or none: %j', (json) => {
    expect(diagnoseOnlyError(json)).toBeUndefined()
  })
})

describe('the progress of a stream', () => {
  it('has its first and last content, and the longest gap between', () => {
    const progress = startProgress(100)
    for (const at of [150, 160, 400, 405]) noteContent(progress, at)
    expect(progress).toMatchObject({ sentAt: 100, firstContentAt: 150, lastContentAt: 405, longestGapMs: 240 })
  })

  it('counts no gap before the first content', () => {
    const progress = startProgress(100)
    noteContent(progress, 9_000)
    expect(progress.longestGapMs).toBe(0)
  })
})
