import { createHash } from 'node:crypto'
import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import type { IncidentPageModel } from '../../../dashboards/model/incident-page.ts'
import type { CostView } from '../../../dashboards/model/model.ts'
import { type Artifact, defined } from '../../../src/core/index.ts'
import { buildIncidentPage, packEvidence } from '../../../src/report/index.ts'
import { memoryHistory } from '../../support/history.ts'
import { NOW, outageNow } from '../../support/scenarios.ts'

const SECRET = 'sk-ant-planted-0123456789'
const IMPRINT = { at: NOW, timezone: 'UTC', location: 'office', monitor: { version: '0.1.0' } }
const PICTURE: Artifact = { kind: 'screenshot', path: 'sandbox/login/1-confirm/screenshot.png', bytes: 9 }
const LOG: Artifact = { kind: 'console', path: 'sandbox/login/1-confirm/console.log', bytes: 9 }
const COST: CostView = {
  ...{ subject: 'claude', target: 'claude', ours: false, open: true, text: '£3,600 of wages' },
  workflows: [{ name: 'code review', cost: '£3,600', withoutPlan: '£9,000', ours: false }],
}
const TRACE: Artifact = { kind: 'trace', path: 'sandbox/login/1-confirm/trace.zip', bytes: 9 }

/** The login outage with people, notes, request ids, and a secret in every kind of text. */
async function readOutage(): Promise<IncidentPageModel> {
  const data = outageNow()
  const runs = data.runs.map((run) => ({
    ...run,
    steps: run.steps.map((step) => ({
      ...step,
      ...defined({ requests: step.requests?.map((one) => ({ ...one, address: `${one.address}/${SECRET}` })) }),
    })),
  }))
  const incidents = data.incidents.map((one) => ({
    ...one,
    scope: `${one.scope} ${SECRET}`,
    notes: [{ at: NOW, kind: 'note', by: 'Ana Person', text: 'ask Ben Person' } as const],
    acknowledgement: { at: NOW, by: 'Cleo Person', via: 'cli' } as const,
    timeline: [...one.timeline, { at: NOW, kind: 'resolved', text: 'closed by hand: Dan Person is away' } as const],
  }))
  const open = incidents.find(({ resolvedAt }) => resolvedAt === undefined)
  const model = await buildIncidentPage(
    memoryHistory(() => ({ ...data, runs, incidents })),
    { name: open?.name ?? '', now: NOW },
  )
  if (!model) throw new Error('the scenario has no open incident')
  return {
    ...model,
    comparisons: model.comparisons.map((one) => ({ ...one, picture: { at: NOW, artifact: PICTURE } })),
    requestIds: [{ at: NOW, probe: 'api', id: 'req_011CX' }],
    incident: {
      ...model.incident,
      cost: COST,
      evidence: [{ at: NOW, probe: 'login', artifacts: [TRACE, LOG, PICTURE] }],
    },
  }
}

/** Read once. */
const outage = readOutage()

async function pack(files: Readonly<Record<string, Uint8Array>> = {}) {
  const stored: Readonly<Record<string, Uint8Array>> = {
    [PICTURE.path]: new Uint8Array([1, 2, 3]),
    [LOG.path]: new TextEncoder().encode(`GET /?key=${SECRET}`),
    ...files,
  }
  const packed = await packEvidence(await outage, {
    imprint: IMPRINT,
    readArtifact: async (path, most) => {
      const bytes = stored[path]
      return bytes && bytes.length <= most ? bytes : undefined
    },
    scrub: (data) => JSON.parse(JSON.stringify(data).replaceAll(SECRET, '[removed]')),
  })
  return { ...packed, entries: unzipSync(packed.bytes) }
}

describe('the evidence pack', () => {
  it('is one ZIP file with text, JSON, page, status page, files and their sums', async () => {
    const { name, entries, files } = await pack()
    expect(name).toMatch(/^incident-sandbox-\d{14}\.zip$/)
    expect(files).toEqual(Object.keys(entries).toSorted())
    expect(files).toEqual([
      'MANIFEST.sha256',
      `artifacts/${LOG.path}`,
      `artifacts/${PICTURE.path}`,
      'incident.html',
      'incident.json',
      'status-page.json',
      'ticket.txt',
    ])
  })

  it('has the requests of the failing run in JSON and page, and in the ticket what failed and was not sent', async () => {
    const { entries } = await pack()
    const read = (name: string) => strFromU8(entries[name] ?? new Uint8Array())
    const [login] = JSON.parse(read('incident.json')).comparisons
    const broken = login.steps.find((step: { broken: boolean }) => step.broken)
    expect(broken.requests.rows).toMatchObject([
      { method: 'POST', address: 'app.lumen.dev/api/sessions/[removed]', status: 500, offsetMs: expect.any(Number) },
      { method: 'GET', change: 'lost' },
      { method: 'GET', change: 'lost' },
    ])
    expect(read('ticket.txt')).toContain('POST app.lumen.dev/api/sessions/[removed]: 500')
    expect(read('ticket.txt')).toContain('2 requests of the last good run not sent')
    expect(read('incident.html')).toContain('<bdi>app.lumen.dev/api/sessions/[removed]</bdi>')
  })

  it('lists the SHA-256 sum of every other file, as sha256sum -c reads them', async () => {
    const { entries } = await pack()
    const lines = strFromU8(entries['MANIFEST.sha256'] ?? new Uint8Array())
      .trimEnd()
      .split('\n')
    expect(lines).toHaveLength(Object.keys(entries).length - 1)
    for (const line of lines) {
      const [sum, name = ''] = line.split('  ')
      expect(sum).toBe(
        createHash('sha256')
          .update(entries[name] ?? '')
          .digest('hex'),
      )
    }
  })

  it('begins its ticket with the broken step and its code, in UTC, with request ids', async () => {
    const ticket = strFromU8((await pack()).entries['ticket.txt'] ?? new Uint8Array())
    expect(ticket.split('\n')[0]).toBe('Login failed at "submit credentials": HTTP 500 (server error).')
    expect(ticket).toMatch(/First failing run: 2026-11-23 20:4\d:\d\dZ/)
    expect(ticket).toContain('req_011CX')
    expect(ticket).toContain('MANIFEST.sha256')
  })

  it('holds planted secrets, people, notes, alerts, channels and costs in 0 files', async () => {
    const { entries } = await pack()
    for (const [name, bytes] of Object.entries(entries)) {
      const text = strFromU8(bytes, true)
      for (const word of [SECRET, 'Person', 'Alert (', 'slack', '3,600', 'code review'])
        expect([name, text.includes(word)]).toEqual([name, false])
    }
    expect(strFromU8(entries['incident.json'] ?? new Uint8Array())).toContain('[removed]')
  })

  it('leaves out what does not fit into 5 MB, and names it', async () => {
    const { bytes, entries } = await pack({
      [TRACE.path]: new Uint8Array(8_000_000).map((_, index) => (index * 7919) % 251),
    })
    expect(bytes.length).toBeLessThan(5_000_000)
    expect(entries).not.toHaveProperty([`artifacts/${TRACE.path}`])
    expect(strFromU8(entries['ticket.txt'] ?? new Uint8Array())).toContain(`${TRACE.path}: too large for this pack`)
  })

  it('has every time in its JSON as ISO 8601 UTC', async () => {
    const json = JSON.parse(strFromU8((await pack()).entries['incident.json'] ?? new Uint8Array()))
    expect(json.incident.impactAt).toMatch(/^2026-11-23T20:4\d:\d\d\.\d{3}Z$/)
    expect(json.timeline.every(({ at }: { at: unknown }) => typeof at === 'string')).toBe(true)
    expect(JSON.stringify(json).match(/:\d{12,}\b/g)).toBeNull()
  })

  it('opens as a page without network, under its own policy', async () => {
    const html = strFromU8((await pack()).entries['incident.html'] ?? new Uint8Array())
    const has = [`<img src="artifacts/${PICTURE.path}"`, 'default-src &#39;none&#39;', '<script', 'http://', 'https://']
    expect(has.map((text) => html.includes(text))).toEqual([true, true, false, false, false])
  })
})
