import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../src/core/index.ts'
import { requestOf } from '../../support/requests.ts'
import { apiOf, iso, NOW, runAt } from './kit.ts'

describe('one run of the API', () => {
  const steps = [
    {
      ...{ name: 'open', outcome: 'passed' as const, startedAt: NOW - MINUTE, durationMs: 300, statuses: { '200': 1 } },
      ...{ measures: {}, requests: [requestOf('app.example/', { offsetMs: 20 })], requestsLeftOut: 2 },
    },
  ]
  const api = apiOf({ runs: [runAt(3), runAt(2, { id: 7, steps }), runAt(1)] })

  it('has its requests, which no list has', async () => {
    const json = await api.json('/runs/7')
    expect(json).toMatchObject({ id: 7, probe: 'login', scheduledAt: iso(NOW - 2 * MINUTE) })
    expect(json.steps[0]).toMatchObject({
      requests: [{ method: 'GET', address: 'app.example/', status: 200, startedAt: iso(NOW - MINUTE + 20) }],
      requestsLeftOut: 2,
    })
    expect(JSON.stringify((await api.json('/runs')).items)).not.toContain('app.example')
  })

  it('names the path of its page, and says where its requests are damaged', async () => {
    const detail = await api.json('/runs/7')
    expect(detail.page).toBe(`/runs/claude/login/${NOW - 2 * MINUTE}-schedule`)
    expect(detail).not.toHaveProperty('requestsDamaged')
    const { json } = apiOf({ runs: [runAt(2, { id: 7, requestsDamaged: true })] })
    expect(await json('/runs/7')).toMatchObject({ id: 7, requestsDamaged: true })
  })

  it('is found by the negative id that it has until the database takes writes', async () => {
    const { json } = apiOf({ runs: [runAt(2, { id: -1_000_000_007 }), runAt(1)] })
    const [, unstored] = (await json('/runs')).items
    expect(await json(`/runs/${unstored.id}`)).toMatchObject({ id: -1_000_000_007, scheduledAt: iso(NOW - 2 * MINUTE) })
  })

  it.each(['8', 'x', '-1', '7.5', '1e3', '9999999999999999999'])('is not found by the id %s', async (id) => {
    const answer = await api.app.request(`/runs/${id}`)
    expect([answer.status, (await answer.json()).error.code]).toEqual([404, 'not_found'])
  })

  it('takes no query', async () => {
    expect((await api.app.request('/runs/7?limit=5')).status).toBe(400)
  })
})
