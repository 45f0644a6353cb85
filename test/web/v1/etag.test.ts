import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apiOf, incidentAt, runAt } from './kit.ts'

const LISTS = ['/runs', '/incidents', '/surfaces', '/trends', '/objectives', '/schema.json'] as const

describe('the ETag of an answer', () => {
  it.each(LISTS)('of %s holds while nothing changed, and saves the body', async (path) => {
    const { app } = apiOf({ runs: [runAt(3), runAt(2)], incidents: [incidentAt(2)] })
    const first = await app.request(path)
    const etag = first.headers.get('etag') ?? ''
    expect([first.status, etag]).toEqual([200, expect.stringMatching(/^"\w+"$/)])
    const again = await app.request(path, { headers: { 'if-none-match': etag } })
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag])
    expect(again.headers.get('cache-control')).toBe('private, no-cache')
    expect((await app.request(path, { headers: { 'if-none-match': '"other"' } })).status).toBe(200)
  })

  it('differs exactly where the body differs, whatever the request', async () => {
    const minutes = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 6 })
    const limit = fc.integer({ min: 1, max: 4 })
    const read = async (of: readonly number[], most: number) => {
      const runs = of.toSorted((a, b) => b - a).map((minute) => runAt(minute))
      const answer = await apiOf({ runs }).app.request(`/runs?limit=${most}`)
      return { etag: answer.headers.get('etag'), body: await answer.text() }
    }
    await fc.assert(
      fc.asyncProperty(minutes, minutes, limit, limit, async (one, other, most, least) => {
        const [a, b] = [await read(one, most), await read(other, least)]
        expect(a.etag === b.etag).toBe(a.body === b.body)
      }),
      { numRuns: 15 },
    )
  })

  it('is one for each page: a cursor makes another address with another answer', async () => {
    const { app, json } = apiOf({ runs: [4, 3, 2, 1].map((minute) => runAt(minute)) })
    const { next } = await json('/runs?limit=2')
    const [first, second] = [await app.request('/runs?limit=2'), await app.request(`/runs?limit=2&cursor=${next}`)]
    expect(first.headers.get('etag')).not.toBe(second.headers.get('etag'))
  })

  it('is absent from a refusal', async () => {
    const { app } = apiOf()
    expect((await app.request('/runs?limit=0', { headers: { 'if-none-match': '*' } })).status).toBe(400)
  })
})
