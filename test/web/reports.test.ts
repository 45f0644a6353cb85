import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { createReportDesk } from '../../src/app/reports/desk.ts'
import { DAY, MINUTE, Secret, SILENT, surfaceId } from '../../src/core/index.ts'
import { openAcknowledging } from '../support/acknowledging.ts'
import { createClock } from '../support/clock.ts'
import { startTestDashboard, type TestDashboard } from '../support/dashboard.ts'
import { calmDay, NOW } from '../support/scenarios.ts'

const TOKEN = 'dwr_a-token-of-reports'
const CANARY = 'canary-5b3f'
const boards: TestDashboard[] = []
afterEach(async () => {
  for (const board of boards.splice(0)) await board.stop()
})

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')

/** A dashboard with its own token, over a real store with one token for reports. */
async function start() {
  const clock = createClock(NOW)
  const { store } = await openAcknowledging(clock)
  await store.saveReportToken({ hash: hashOf(TOKEN), createdAt: NOW })
  const probed: string[] = []
  const plans = ['api', 'cli', 'login'].map((surface) => ({ target: 'claude', surface, probe: surface })) as never
  const desk = createReportDesk({
    store,
    plans,
    targets: [],
    clock,
    log: SILENT,
    probe: (plan) => probed.push(surfaceId(plan)),
  })
  const history = { ...store, judgeMemory: () => Promise.resolve(undefined) }
  const token = new Secret('DASHBOARD', 'token-of-the-dashboard')
  const board = await startTestDashboard(calmDay(), { history, clock, desk, token })
  boards.push(board)
  const send = (body: unknown, key = TOKEN) =>
    fetch(`${board.url}/api/v1/reports`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const stored = () => store.reports({ from: 0, to: NOW + DAY })
  const asPerson = (path: string, init: RequestInit = {}) =>
    fetch(board.url + path, {
      ...init,
      headers: { authorization: 'Bearer token-of-the-dashboard', ...init.headers },
    })
  return { board, clock, store, send, stored, probed, asPerson }
}

const id = (person: number) => person.toString(16).padStart(16, '0')
const REPORT = { error: 'server_error', version: '2.1.330', at: NOW - 1_000, id: id(1) }

describe('POST /api/v1/reports', () => {
  it('stores error, version and time, for the surface of the command-line client', async () => {
    const { send, stored } = await start()
    expect((await send(REPORT)).status).toBe(202)
    expect(await stored()).toEqual([
      ...[{ at: NOW - 1_000, target: 'claude', surface: 'cli', trouble: 'server_error', via: 'hook' }].map((one) => ({
        ...{ ...one, reporter: id(1), client: '2.1.330' },
      })),
    ])
  })

  it('refuses whatever could hold a name, a path or a text, and repeats none of it', async () => {
    const { send, stored } = await start()
    const bodies = [
      { ...REPORT, prompt: CANARY },
      { ...REPORT, last_assistant_message: CANARY },
      { ...REPORT, id: CANARY },
      { ...REPORT, version: `2.1 /home/${CANARY}` },
      { ...REPORT, surface: `claude/${CANARY} and more` },
      { ...REPORT, at: CANARY },
      CANARY,
    ]
    for (const body of bodies) {
      const response = await send(body)
      expect(response.status, JSON.stringify(body)).toBe(400)
      expect(await response.text()).not.toContain(CANARY)
    }
    expect((await send({ ...REPORT, error: CANARY })).status).toBe(202)
    expect(await stored()).toMatchObject([{ trouble: 'unknown' }])
    expect(JSON.stringify(await stored())).not.toContain(CANARY)
  })

  it('takes a kilobyte at most, and times of the last day only', async () => {
    const { send, stored } = await start()
    expect((await send({ ...REPORT, surface: 'x'.repeat(2_000) })).status).toBe(413)
    await send({ ...REPORT, at: NOW + DAY })
    await send({ ...REPORT, at: NOW - 400 * DAY })
    expect((await stored()).map(({ at }) => at)).toEqual([NOW - DAY, NOW])
  })

  it('needs a token that is not revoked; the token gives no other access', async () => {
    const { board, send, store, stored } = await start()
    expect((await send(REPORT, 'dwr_another')).status).toBe(401)
    expect((await send(REPORT, '')).status).toBe(401)
    for (const path of ['/', '/api/status', '/api/runs', '/api/read/surfaces', '/trouble', '/mutes']) {
      const response = await fetch(board.url + path, {
        headers: { authorization: `Bearer ${TOKEN}` },
        redirect: 'manual',
      })
      expect([response.status, path]).toEqual([path === '/' ? 401 : 401, path])
    }
    expect(
      (await fetch(`${board.url}/api/v1/reports`, { headers: { authorization: `Bearer ${TOKEN}` } })).status,
    ).not.toBe(200)
    await store.revokeReportTokens(hashOf(TOKEN).slice(0, 8), NOW)
    expect((await send(REPORT)).status).toBe(401)
    expect(await stored()).toEqual([])
  })

  it('is limited per token, whatever wrong tokens others send', async () => {
    const { send, clock } = await start()
    const statuses = []
    for (let index = 0; index < 125; index += 1) statuses.push((await send(REPORT)).status)
    expect(statuses.filter((status) => status === 202)).toHaveLength(120)
    expect(statuses.at(-1)).toBe(429)
    clock.advance(MINUTE)
    expect((await send(REPORT)).status).toBe(202)
    const guesses = []
    for (let index = 0; index < 21; index += 1) guesses.push((await send(REPORT, `dwr_guess-${index}`)).status)
    expect([guesses[19], guesses[20]]).toEqual([401, 429])
    expect((await send(REPORT)).status).toBe(202)
    clock.advance(MINUTE)
    expect((await send(REPORT, 'dwr_guess')).status).toBe(401)
  })

  it('has a surface probed once three people report it, and changes no state', async () => {
    const { send, store, probed, asPerson } = await start()
    const before = await store.surfaces()
    for (const person of [1, 2, 1, 2]) await send({ ...REPORT, id: id(person) })
    expect(probed).toEqual([])
    for (const person of [3, 4]) await send({ ...REPORT, id: id(person) })
    expect(probed).toEqual(['claude/cli'])
    expect(await store.surfaces()).toEqual(before)
    const status = (await (await asPerson('/api/status')).json()) as { people: unknown }
    expect(status.people).toMatchObject([{ surface: 'claude/cli', people: 4 }])
    expect(await (await asPerson('/')).text()).toMatch(/4 people.{0,10} report <bdi>claude\/cli<\/bdi>/s)
  })
})

describe('the page on which a person reports', () => {
  const sameOrigin = { 'sec-fetch-site': 'same-origin' }
  const sent = (fields: Record<string, string>, headers: Record<string, string> = {}) => ({
    ...{ method: 'POST', body: new URLSearchParams(fields), headers: { ...sameOrigin, ...headers } },
  })

  it('is linked from the front page and stores what the person sees, with an id of the day', async () => {
    const { asPerson, stored, clock } = await start()
    expect(await (await asPerson('/')).text()).toContain('href="/trouble"')
    expect(await (await asPerson('/trouble')).text()).toContain('<option value="claude/login">')
    const answer = await asPerson('/trouble', sent({ surface: 'claude/login', sees: 'sign_in' }))
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('Thank you')])
    const cookie = answer.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(
      /^doorwatch-reporter=\d+-[0-9a-f]{16}; Max-Age=\d+; Path=\/trouble; HttpOnly; SameSite=Strict$/,
    )
    const [kept = ''] = cookie.split(';')
    await asPerson('/trouble', sent({ surface: 'claude/login', sees: 'error' }, { cookie: kept }))
    clock.advance(DAY)
    await asPerson('/trouble', sent({ surface: 'claude/login', sees: 'slow' }, { cookie: kept }))
    const [first, second, next] = (await stored()).map(({ reporter }) => reporter)
    expect(second).toBe(first)
    expect(next).not.toBe(first)
    expect((await stored())[0]).toMatchObject({ via: 'dashboard', trouble: 'sign_in', surface: 'login' })
  })

  it('refuses what is not on its lists, other sites, and a flood', async () => {
    const { asPerson, stored } = await start()
    expect((await asPerson('/trouble', sent({ surface: 'claude/nothing', sees: 'error' }))).status).toBe(400)
    expect((await asPerson('/trouble', sent({ surface: 'claude/api', sees: CANARY }))).status).toBe(400)
    expect(await stored()).toEqual([])
    const first = await asPerson('/trouble', sent({ surface: 'claude/api', sees: 'error' }))
    const cookie = (first.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    const statuses = []
    for (let index = 0; index < 6; index += 1) {
      statuses.push((await asPerson('/trouble', sent({ surface: 'claude/api', sees: 'error' }, { cookie }))).status)
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
  })

  it('stores at most 120 reports a minute of all people together, also of those that keep no cookie', async () => {
    const taken: unknown[] = []
    const take = async (report: unknown) => taken.push(report) > 0
    const desk = { surfaces: () => ['claude/api'], accepts: async () => false, take }
    const board = await startTestDashboard(calmDay(), { desk })
    boards.push(board)
    const report = () => fetch(`${board.url}/trouble`, sent({ surface: 'claude/api', sees: 'error' }))
    const statuses = await Promise.all(Array.from({ length: 125 }, async () => (await report()).status))
    expect(statuses.filter((status) => status === 429)).toHaveLength(5)
    expect(taken).toHaveLength(120)
    board.clock.advance(MINUTE)
    expect((await report()).status).toBe(200)
  })
})
