import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { afterEach, describe, expect, it } from 'vitest'
import { startTestDashboard, type TestDashboard } from '../support/dashboard.ts'
import type { HistoryData } from '../support/history.ts'
import { outageNow } from '../support/scenarios.ts'

const boards: TestDashboard[] = []
afterEach(async () => {
  for (const board of boards.splice(0)) await board.stop()
})

/** Played once. */
const OUTAGE = outageNow()

async function start(data: HistoryData = OUTAGE) {
  const board = await startTestDashboard(data)
  boards.push(board)
  const open = data.incidents.find(({ resolvedAt }) => resolvedAt === undefined) ?? data.incidents[0]
  const path = `/incidents/${encodeURIComponent(open?.name ?? '')}`
  return { board, path, get: (suffix = '') => fetch(board.url + path + suffix), data }
}

describe('the page of an incident', () => {
  it('names the broken step and its code in its first line', async () => {
    const html = await (await (await start()).get()).text()
    expect(html).toMatch(
      /<h1 id="headline"><bdi>Login failed at &quot;submit credentials&quot;: HTTP 500 \(server error\)\.<\/bdi>/,
    )
    // Messages of failures and status pages quote with straight marks.
    expect(html).not.toMatch(/[‘’“”]/)
  })

  it('names in its first line what is still broken, once the first surface has recovered', async () => {
    const withRecovered = (names: readonly string[]) =>
      OUTAGE.incidents.map((one) => ({
        ...one,
        surfaces: one.surfaces.map((surface) =>
          names.includes(surface.surface) ? { ...surface, recoveredAt: surface.since + 60_000 } : surface,
        ),
      }))
    const headline = async (names: readonly string[]) => {
      const html = await (await (await start({ ...OUTAGE, incidents: withRecovered(names) })).get()).text()
      return /<h1 id="headline"><bdi>(\w+)/.exec(html)?.[1]
    }
    expect([await headline(['login']), await headline(['login', 'chat'])]).toEqual(['Chat', 'Login'])
  })

  it('compares both runs, says how long detection took and what the status page did', async () => {
    const html = await (await (await start()).get()).text()
    expect(html).toContain('class="pair is-broken"')
    expect(html).toMatch(/Detected<\/dt><dd><strong>[^<]+<\/strong>/)
    expect(html).toMatch(/The status page reported it .* after Doorwatch/)
    expect(html).toContain('Status page, investigating: Elevated errors on sign-in')
  })

  it('loads only files of the dashboard, and has no script', async () => {
    const { get } = await start()
    const answer = await get()
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('script-src')
    expect(await answer.text()).not.toMatch(/<script|\sstyle="/)
  })

  it('does not exist for a name that no incident has', async () => {
    const { board } = await start()
    for (const path of ['/incidents/nothing', '/incidents/nothing/evidence.zip', '/api/v1/incidents/nothing']) {
      expect((await fetch(board.url + path)).status).toBe(404)
    }
  })

  it('gives its evidence as a ZIP file with the pictures of this server', async () => {
    const { board, get, data } = await start()
    const shots = data.runs.flatMap(({ artifacts = [] }) => artifacts.filter(({ kind }) => kind === 'screenshot'))
    for (const { path } of shots) {
      mkdirSync(dirname(join(board.artifactsDir, path)), { recursive: true })
      writeFileSync(join(board.artifactsDir, path), 'picture')
    }
    const answer = await get('/evidence.zip')
    expect(answer.headers.get('content-type')).toBe('application/zip')
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="incident-sandbox-\d+\.zip"$/)
    const entries = unzipSync(new Uint8Array(await answer.arrayBuffer()))
    expect(strFromU8(entries['ticket.txt'] ?? new Uint8Array())).toContain('HTTP 500')
    expect(Object.keys(entries).some((name) => name.endsWith('screenshot.png'))).toBe(shots.length > 0)
  })

  it('gives the same as JSON with times in ISO 8601', async () => {
    const { board, path } = await start()
    const json = (await (await fetch(`${board.url}/api/v1${path}`)).json()) as { incident: object; broken: object }
    expect(json.broken).toMatchObject({ title: 'Login', failure: { httpStatus: 500, step: 'submit credentials' } })
    expect(json.incident).toMatchObject({ impactAt: expect.stringMatching(/^2026-11-23T.*Z$/) })
  })

  it('lists records that are deleted or were never stored', async () => {
    const { get } = await start({ ...OUTAGE, runs: [] })
    const html = await (await get()).text()
    expect(html).toContain('The first failing run of login is not stored')
    expect(html).not.toContain('class="pair')
  })

  it('is linked from each incident of the front page', async () => {
    const { board, path } = await start()
    expect(await (await fetch(`${board.url}/`)).text()).toContain(`href="${path}"`)
  })
})
