import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Secret, type Target } from '../../../src/core/index.ts'
import { writeProbes } from '../engine-kit.ts'
import { html, useSite } from '../fixture-site.ts'
import { BUILT_IN, filesBelow, newStateDir, openLab } from './kit.ts'

const SHORT = { session: { everyMs: 60_000, timeoutMs: 14_000 } }
const KEY = 'a long enough key of the environment'
const OUT = '<button id=out>Sign out</button>'
const FORM = '<form><input id=email><input id=password type=password><button id=submit>Sign in</button></form>'
const TOKEN = `tok${randomUUID().replaceAll('-', '')}`

/** Signs in by writing the token, and shows the account only to a page that finds it. */
const keeping = (write: string, find: string) => ({
  login: `${FORM}<script>document.forms[0].onsubmit = async (event) => { event.preventDefault(); ${write}; location.href = 'app' }</script>`,
  app: `<div id=main></div><script>(async () => {
    if (await (${find})) main.innerHTML = '${OUT}'; else location.href = 'login' })()</script>`,
})
const DATABASE = `new Promise((done) => { const asked = indexedDB.open('auth', 1)
  asked.onupgradeneeded = () => asked.result.createObjectStore('keys')
  asked.onsuccess = () => done(asked.result.transaction('keys', 'readwrite').objectStore('keys')) })`

const APPS: Readonly<Record<string, { readonly login: string; readonly app: string }>> = {
  tab: keeping(
    `sessionStorage.auth = JSON.stringify({ token: '${TOKEN}' })`,
    `sessionStorage.auth && JSON.parse(sessionStorage.auth).token === '${TOKEN}'`,
  ),
  // A refresh token that is good once: each visit hands out the next.
  rotating: keeping(
    `localStorage.turn = '1'`,
    `fetch('turn?n=' + localStorage.turn).then((reply) => reply.text()).then((next) => (localStorage.turn = next))`,
  ),
  database: keeping(
    `await new Promise(async (done) => { const put = (await ${DATABASE}).put('${TOKEN}', 'token'); put.onsuccess = done })`,
    `new Promise(async (done) => { const got = (await ${DATABASE}).get('token'); got.onsuccess = () => done(got.result) })`,
  ),
  memory: {
    login: `${FORM}<script>document.forms[0].onsubmit = (event) => { event.preventDefault(); document.body.innerHTML = '${OUT}' }</script>`,
    app: `<script>location.href = 'login'</script>`,
  },
}

let turn = 1
let isRefusing = false
const site = useSite({
  '/rotating/turn': (_request, response, url) => {
    const isNext = Number(url.searchParams.get('n')) === turn
    if (isNext) turn += 1
    response.end(isNext ? String(turn) : '')
  },
  ...Object.fromEntries(
    Object.entries(APPS).flatMap(([name, { login, app }]) => [
      [`/${name}/login`, (_request: unknown, response: Parameters<typeof html>[0]) => html(response, login)],
      [
        `/${name}/app`,
        (_request: unknown, response: Parameters<typeof html>[0]) =>
          html(response, isRefusing ? (APPS.memory?.app ?? '') : app),
      ],
    ]),
  ),
})

function targetOf(app: string): Target {
  const url = `${site().url}/${app}`
  return {
    name: 'shop',
    title: 'Shop',
    controls: [],
    login: {
      url: `${url}/login`,
      home: `${url}/app`,
      email: 'robin@example.org',
      password: new Secret('PW', 'x12345678'),
      locators: {
        email: '#email',
        password: '#password',
        submit: '#submit',
        signedIn: '#out',
        signOut: '#out',
        signedOut: '#submit',
      },
    },
  }
}

describe('a session that an app keeps', () => {
  it.each(['tab', 'database'])('in its %s storage is carried into the next run and the next process', async (app) => {
    const stateDir = newStateDir()
    const first = await openLab({ target: targetOf(app), stateDir, key: KEY })
    expect((await first.run('session')).failure).toBeUndefined()
    await first.engine.stop()
    for (const { bytes } of filesBelow(stateDir)) expect(bytes.includes(TOKEN)).toBe(false)
    const signIns = site().hits.get(`/${app}/login`)
    const second = await openLab({ target: targetOf(app), stateDir, key: KEY })
    expect((await second.run('session')).outcome).toBe('passed')
    expect(site().hits.get(`/${app}/login`)).toBe(signIns)
  })

  it('and renews at every visit is carried on as it was renewed', async () => {
    const lab = await openLab({ target: targetOf('rotating'), stateDir: newStateDir() })
    for (const visit of [1, 2, 3]) expect((await lab.run('session')).outcome, `visit ${visit}`).toBe('passed')
    expect(site().hits.get('/rotating/login')).toBe(1)
  })

  it('in memory cannot be carried, which is the probe’s fault, and signs in no more than it must', async () => {
    const lab = await openLab({ target: targetOf('memory'), stateDir: newStateDir(), overrides: SHORT })
    const before = site().hits.get('/memory/login') ?? 0
    const run = await lab.run('session')
    expect(run.failure).toMatchObject({ class: 'drift', blame: 'probe' })
    expect(run.failure?.message).toMatch(/could not be carried over, it has never worked in "session": sign in inside/)
    const after = site().hits.get('/memory/login') ?? 0
    await lab.run('session')
    // One sign-in and one page it was sent back to; the second run only sees the latter.
    expect([after - before, (site().hits.get('/memory/login') ?? 0) - after]).toEqual([2, 1])
  })

  it('is the service’s to refuse once it has worked', async () => {
    const lab = await openLab({ target: targetOf('tab'), stateDir: newStateDir(), overrides: SHORT })
    expect((await lab.run('session')).outcome).toBe('passed')
    isRefusing = true
    const { failure } = await lab.run('session')
    isRefusing = false
    expect(failure).toMatchObject({ class: 'refused_session', blame: 'provider' })
  })

  it('in the tab’s storage is taken out of what a run leaves', async () => {
    const folder = newStateDir()
    const probe = `await step('look', async () => {
      await page.goto(target.login.home)
      await expect(page.locator('#out')).toHaveText(await page.evaluate(() => sessionStorage.auth))
    })`
    const [file] = writeProbes(folder, {
      leak: `import { browserProbe, expect } from 'doorwatch/probe'
export default browserProbe({ name: 'leak', surface: 'session', needs: ['login'], every: '1m', timeout: '20s', session: 'signed-in' },
  async ({ page, step, target }) => { ${probe} })`,
    })
    const stateDir = newStateDir()
    const lab = await openLab({ target: targetOf('tab'), stateDir, probeFiles: [...BUILT_IN, file ?? ''] })
    const run = await lab.run('leak', true)
    expect(run.outcome).toBe('failed')
    expect(JSON.stringify(run)).toContain('[secret storage auth]')
    expect(JSON.stringify(run)).not.toContain(TOKEN)
    for (const { path, bytes } of filesBelow(stateDir)) expect(bytes.includes(TOKEN), path).toBe(false)
  })
})
