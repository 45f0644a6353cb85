import { networkInterfaces } from 'node:os'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { dashboardChanges } from '../../src/app/acknowledge/dashboard-changes.ts'
import { HOUR, MonitorError, Secret } from '../../src/core/index.ts'
import type { DashboardOptions } from '../../src/web/index.ts'
import { applyVerdict, transitionOf, verdictOf } from '../store/kit.ts'
import { INCIDENT, openAcknowledging } from '../support/acknowledging.ts'
import { launchBrowser } from '../support/browser.ts'
import { createClock } from '../support/clock.ts'
import { startTestDashboard, type TestDashboard } from '../support/dashboard.ts'
import { calmDay, NOW } from '../support/scenarios.ts'

const TOKEN = 'correct-horse-battery-staple'
const boards: TestDashboard[] = []
afterEach(async () => {
  for (const board of boards.splice(0)) await board.stop()
})

/** A dashboard over a real store with an open incident. */
async function start(options: Partial<DashboardOptions> = {}) {
  const clock = createClock(NOW)
  const setting = await openAcknowledging(clock)
  const { store } = setting
  await applyVerdict(store, verdictOf({ transitions: [transitionOf('unknown', 'down', { target: 'claude' })] }))
  const history = { ...store, judgeMemory: () => Promise.resolve(undefined) }
  const changes = dashboardChanges(store, clock)
  const board = await startTestDashboard(calmDay(), { history, clock, changes, ...options })
  boards.push(board)
  const get = (path: string, init: RequestInit = {}) => fetch(board.url + path, { redirect: 'manual', ...init })
  const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = SAME_ORIGIN) =>
    get(path, { method: 'POST', body: new URLSearchParams(fields), headers })
  return { ...setting, clock, board, get, post }
}

const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' }
const ACK = `/incidents/${INCIDENT}/acknowledge`

describe('acknowledging on the dashboard', () => {
  it('is offered on the front page, and shows who takes care afterwards', async () => {
    const { get, post, acknowledgement } = await start()
    expect(await (await get('/')).text()).toMatch(new RegExp(`Nobody yet.*href="${ACK}"`, 's'))
    const form = await get(ACK)
    expect([form.status, await form.text()]).toEqual([200, expect.stringContaining(`action="${ACK}"`)])
    const answer = await post(ACK, { by: 'Ana', reason: 'calling the <provider>' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/#${INCIDENT}`])
    expect(await acknowledgement()).toMatchObject({ by: 'Ana', via: 'dashboard' })
    const page = await (await get('/')).text()
    expect(page).toMatch(/Who takes care\?.*<bdi>Ana<\/bdi>.*: calling the &lt;provider&gt;/s)
    expect(page).not.toContain(`href="${ACK}"`)
    const status = (await (await get('/api/status')).json()) as { incidents: unknown }
    expect(status.incidents).toMatchObject([{ name: INCIDENT, acknowledgement: { by: 'Ana' } }])
  })

  it('names who acknowledged first on a second attempt, asks for a name, and refuses an incident that is over', async () => {
    const { get, post, resolve, acknowledgement } = await start()
    const nameless = await post(ACK, { by: ' ', reason: 'x"y' })
    expect([nameless.status, await nameless.text()]).toEqual([400, expect.stringContaining('Enter your name.')])
    await post(ACK, { by: 'Ana', reason: '' })
    const second = await post(ACK, { by: 'Ben', reason: '' })
    expect([second.status, await second.text()]).toEqual([200, expect.stringContaining('<bdi>Ana</bdi>')])
    expect(await acknowledgement()).toMatchObject({ by: 'Ana' })
    await resolve()
    for (const answer of [await get(ACK), await post(ACK, { by: 'Ben' })]) expect(answer.status).toBe(404)
    expect((await get('/incidents/nothing/acknowledge')).status).toBe(404)
  })
})

describe('muting on the dashboard', () => {
  it('mutes a surface for a while, lists the mute, and ends it without ending others', async () => {
    const { store, clock, get, post } = await start()
    expect(await (await get('/mutes?scope=claude/login')).text()).toContain('value="claude/login"')
    for (const scope of ['claude/login', 'everything']) {
      const answer = await post('/mutes', { scope, span: '2h', reason: `<b>${scope}</b>` })
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/mutes'])
    }
    const windows = await store.quietWindows(clock.now())
    expect(windows).toMatchObject([
      { kind: 'mute', target: 'claude', surface: 'login', to: clock.now() + 2 * HOUR, reason: '<b>claude/login</b>' },
      { kind: 'mute', reason: '<b>everything</b>' },
    ])
    const page = await (await get('/mutes')).text()
    expect(page).toContain('&lt;b&gt;claude/login&lt;/b&gt;')
    expect(page).toContain(`action="/mutes/${windows[0]?.id}/end"`)
    clock.advance(HOUR)
    expect((await post(`/mutes/${windows[0]?.id}/end`, {})).status).toBe(303)
    expect(await store.quietWindows(clock.now())).toMatchObject([{ reason: '<b>everything</b>' }])
    expect((await post('/mutes/999999/end', {})).status).toBe(303)
  })

  it('fails with a page that keeps what was entered, and says why and what to do, where the database cannot be written', async () => {
    const failure = new MonitorError('db_readonly', 'the database is read-only', { hint: 'Make it writable.' })
    const fail = () => Promise.reject(failure)
    const { post, get } = await start({ changes: { acknowledge: fail, mute: fail, endMute: fail } })
    const muted = await post('/mutes', { scope: 'claude/login', span: '4h', reason: 'a <reason>' })
    expect([muted.status, muted.headers.get('content-type')]).toEqual([503, expect.stringContaining('text/html')])
    const page = await muted.text()
    expect(page).toContain('Nothing is muted: the database is read-only. Make it writable.')
    expect(page).toContain('value="claude/login"')
    expect(page).toContain('value="a &lt;reason&gt;"')
    expect(page).toMatch(/<option value="4h" selected/)
    const ended = await post('/mutes/7/end', {})
    expect([ended.status, await ended.text()]).toEqual([503, expect.stringContaining('The mute is not ended: ')])
    expect(await (await get('/mutes')).text()).toContain('No mute is active.')
  })

  it('names a surface that does not exist, and mutes nothing', async () => {
    const { store, clock, post } = await start()
    for (const [fields, problem] of [
      [{ scope: 'claude/logni', span: '1h' }, 'Did you mean claude/login?'],
      [{ scope: '', span: '1h' }, 'Enter what to mute'],
      [{ scope: 'login', span: '400d' }, 'Choose how long'],
      [{ scope: '<script>', span: '1h' }, 'There is no surface or target &lt;script&gt;'],
    ] as const) {
      const answer = await post('/mutes', { ...fields, reason: '' })
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(problem)])
    }
    expect(await store.quietWindows(clock.now())).toEqual([])
  })
})

describe('changes on the dashboard', () => {
  const paths = [ACK, '/mutes', '/mutes/1/end']

  it('need the token where one is set', async () => {
    const { get, post, acknowledgement } = await start({ token: new Secret('DW_TOKEN', TOKEN) })
    for (const path of paths) expect((await post(path, { by: 'Mallory' })).status).toBe(401)
    expect((await get('/mutes')).status).toBe(401)
    const bearer = { authorization: `Bearer ${TOKEN}` }
    expect((await post(ACK, { by: 'Ana' }, bearer)).status).toBe(303)
    expect(await acknowledgement()).toMatchObject({ by: 'Ana' })
  })

  it('are refused from another site, and by GET', async () => {
    const { get, post, acknowledgement } = await start()
    for (const path of paths) {
      for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://elsewhere.example' }, {}]) {
        expect((await post(path, { by: 'Mallory', scope: 'everything', span: '1h' }, headers)).status).toBe(403)
      }
    }
    await get(`${ACK}?by=Mallory`)
    expect((await get('/mutes/1/end')).status).toBe(404)
    expect(await acknowledgement()).toBeUndefined()
  })

  it('are not served where the dashboard is read-only', async () => {
    const board = await startTestDashboard(calmDay())
    boards.push(board)
    expect((await fetch(`${board.url}/mutes`)).status).toBe(404)
  })

  const address = Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === 'IPv4' && !one.internal)?.address

  it.skipIf(address === undefined)('work in a browser over plain http, after signing in', async () => {
    const { board, acknowledgement } = await start({ host: '0.0.0.0', token: new Secret('DW_TOKEN', TOKEN) })
    const browser = await launchBrowser()
    onTestFinished(() => browser.close())
    const page = await browser.newPage()
    const url = `http://${address}:${new URL(board.url).port}`
    await page.goto(`${url}/sign-in`)
    await page.fill('#token', TOKEN)
    await page.click('button')
    await page.waitForURL(`${url}/`)
    await page.goto(url + ACK)
    await page.fill('#by', 'Ana')
    await page.click('button')
    await page.waitForURL(/#claude/)
    expect(await acknowledgement()).toMatchObject({ by: 'Ana', via: 'dashboard' })
  })
})
