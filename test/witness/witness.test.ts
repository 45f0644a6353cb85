import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createScrubber } from '../../src/run/secrets/scrub.ts'
import { createWitness } from '../../src/witness/index.ts'
import { createClock } from '../support/clock.ts'
import { atlassianPage, incident, quill } from './pages.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

const servers: (() => void)[] = []
afterEach(() => {
  for (const close of servers.splice(0)) close()
})

/** A status page on loopback. Only tests of a page that does not answer have a short deadline. */
async function serve(handler: Handler, deadlineMs = 20_000) {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    handler(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  servers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const clock = createClock()
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const options = { url, fetch, clock, random: () => 0.999, userAgent: 'Doorwatch/9 (+https://doorwatch.example)' }
  return { requests, clock, url, witness: createWitness({ ...options, deadlineMs }) }
}

const json =
  (body: unknown, headers: Record<string, string> = {}): Handler =>
  (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

describe('reading the page over HTTP', () => {
  it('reads a page that begins with a byte order mark', async () => {
    const { witness } = await serve((_request, response) =>
      response.end(`\ufeff${JSON.stringify(atlassianPage(quill()))}`),
    )
    expect(await witness.read([])).toMatchObject({ kind: 'read' })
  })

  it('redacts secrets in every text of the page before it truncates the text', async () => {
    const hostile = incident('i1', `${'x'.repeat(110)} planted-secret-value`)
    const { url, clock } = await serve(json(atlassianPage([{ id: 'a', name: 'planted-secret-value' }], [hostile])))
    const scrubber = createScrubber()
    scrubber.add('KEY', 'planted-secret-value')
    const options = { url, fetch, clock, random: () => 0.5, userAgent: 'Doorwatch/9', scrub: scrubber.data }
    const answer = await createWitness(options).read([])
    expect(answer).toMatchObject({ reading: { components: [{ name: '[secret KEY]' }] } })
    expect(JSON.stringify(answer)).not.toContain('planted')
  })

  it('sends its user agent, and requests the summary only', async () => {
    const { witness, requests } = await serve(json(atlassianPage(quill())))
    expect(await witness.read([])).toMatchObject({ kind: 'read', reading: { incidents: [] } })
    expect(requests.map(({ url }) => url)).toEqual(['/api/v2/summary.json'])
    expect(requests[0]?.headers['user-agent']).toBe('Doorwatch/9 (+https://doorwatch.example)')
  })

  it('asks whether the page has changed, and believes that it has not', async () => {
    const { witness, requests } = await serve((request, response) =>
      request.headers['if-none-match'] === '"v1"'
        ? response.writeHead(304).end()
        : json(atlassianPage(quill()), { etag: '"v1"', 'last-modified': 'Mon, 04 May 2026 10:00:00 GMT' })(
            request,
            response,
          ),
    )
    await witness.read([])
    expect(await witness.read([])).toMatchObject({ kind: 'unchanged' })
    expect(requests[1]?.headers['if-modified-since']).toBe('Mon, 04 May 2026 10:00:00 GMT')
  })

  it('follows the page to the address it moved to', async () => {
    const { witness } = await serve((request, response) =>
      request.url === '/moved.json'
        ? json(atlassianPage(quill()))(request, response)
        : response.writeHead(302, { location: '/moved.json' }).end(),
    )
    expect(await witness.read([])).toMatchObject({ kind: 'read' })
  })

  it.each([
    [403, 'refused'],
    [405, 'refused'],
    [429, 'refused'],
    [500, 'unavailable'],
    [503, 'unavailable'],
  ])('takes HTTP %i for a page that %s, not for one that is fine', async (status, voice) => {
    const { witness } = await serve((_request, response) => response.writeHead(status).end('<h1>no</h1>'))
    expect(await witness.read([])).toMatchObject({
      kind: 'unreadable',
      voice,
      httpStatus: status,
      message: `HTTP ${status}`,
    })
  })

  it.each<[string, string, Handler]>([
    ['a web page with status 200', 'a web page', (_q, response) => response.end('<!doctype html><title>hi</title>')],
    ['half a page', 'not JSON', (_q, response) => response.end('{"components":[{"id"')],
    ['JSON of something else', 'no list of components', json({ hello: 1 })],
    ['an answer without end', 'more than 4 MB', (_q, response) => response.end(' '.repeat(5_000_000))],
  ])('takes %s for malformed', async (_what, message, handler) => {
    const { witness } = await serve(handler)
    expect(await witness.read([])).toMatchObject({ voice: 'malformed', message: expect.stringContaining(message) })
  })

  it('gives up on a page that does not answer, or stops in the middle', async () => {
    const hangs = await serve(() => {}, 300)
    expect(await hangs.witness.read([])).toMatchObject({ voice: 'unreachable', message: 'no answer in time' })
    const stalls = await serve((_request, response) => void response.writeHead(200).write('{"compo'), 300)
    expect(await stalls.witness.read([])).toMatchObject({ voice: 'unreachable', message: 'no answer in time' })
  })

  it('reports a refused connection as unreachable, with the reason', async () => {
    const { witness } = await serve(() => {})
    for (const close of servers.splice(0)) close()
    expect(await witness.read([])).toMatchObject({ voice: 'unreachable', message: 'no connection (ECONNREFUSED)' })
  })

  it('doubles the wait after each failure, up to 15 minutes, and resets it after a success', async () => {
    let broken = true
    const { witness, clock, requests } = await serve((request, response) =>
      broken ? response.writeHead(503).end() : json(atlassianPage(quill()))(request, response),
    )
    const minutesBetween: number[] = []
    for (let minute = 0, last = 0; minute < 60; minute += 1, clock.advance(60_000)) {
      if (!(await witness.read([]))) continue
      minutesBetween.push(minute - last)
      last = minute
    }
    expect(minutesBetween).toEqual([0, 1, 2, 4, 7, 14, 15, 15])
    broken = false
    clock.advance(15 * 60_000)
    expect(await witness.read([])).toMatchObject({ kind: 'read' })
    expect(await witness.read([])).toMatchObject({ kind: 'read' })
    expect(requests).toHaveLength(10)
  })

  it('waits as long as it is asked to', async () => {
    const { witness, clock } = await serve((_request, response) =>
      response.writeHead(429, { 'retry-after': '300' }).end(),
    )
    await witness.read([])
    clock.advance(299_000)
    expect(await witness.read([])).toBeUndefined()
    clock.advance(1_000)
    expect(await witness.read([])).toMatchObject({ voice: 'refused' })
  })

  it('reads the end of an incident that left the page from its history', async () => {
    const over = incident('i1', 'Errors', [], 'resolved')
    const { witness, requests } = await serve((request, response) =>
      json(
        request.url?.endsWith('incidents.json')
          ? { incidents: [over, incident('i0', 'Other')] }
          : atlassianPage(quill()),
      )(request, response),
    )
    expect(await witness.read(['i1'])).toMatchObject({ reading: { incidents: [{ id: 'i1', status: 'resolved' }] } })
    expect(requests.map(({ url }) => url)).toEqual(['/api/v2/summary.json', '/api/v2/incidents.json'])
  })

  it('returns nothing when it is aborted', async () => {
    const { witness } = await serve(() => {})
    const stop = new AbortController()
    const reading = witness.read([], stop.signal)
    stop.abort()
    expect(await reading).toBeUndefined()
  })
})
