import { describe, expect, it } from 'vitest'
import { COMPONENTS } from '../../src/sandbox/index.ts'
import { createClock } from '../support/clock.ts'
import { useSandbox } from './support.ts'

const clock = createClock()
const running = useSandbox({ clock })
const read = async (name: string) => {
  const response = await fetch(`${running.sandbox.url}/api/v2/${name}.json`)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  // biome-ignore lint/suspicious/noExplicitAny: foreign JSON, looked at by path
  return (await response.json()) as any
}
const reset = () => running.control.statusPage({ reset: true })

describe('the status page', () => {
  it('says that all is well, with a component per door but none for signing in', async () => {
    const summary = await read('summary')
    expect(summary.status).toEqual({ indicator: 'none', description: 'All Systems Operational' })
    expect(summary.components.map((component: { name: string }) => component.name)).toEqual(
      COMPONENTS.map(({ name }) => name),
    )
    expect(summary.components[0]).toMatchObject({ status: 'operational', group: false, page_id: summary.page.id })
    expect(summary).toMatchObject({ incidents: [], scheduled_maintenances: [] })
  })

  it('stays green while doors are broken, until a test changes it', async () => {
    await running.control.break('login', '500')
    await running.control.break('api', '529')
    expect((await read('status')).status.indicator).toBe('none')
  })

  it.each([
    ['degraded_performance', 'minor'],
    ['partial_outage', 'major'],
    ['major_outage', 'critical'],
    ['under_maintenance', 'none'],
  ] as const)('with a component in %s is %s as a whole', async (status, indicator) => {
    await running.control.statusPage({ component: 'app', status })
    expect((await read('components')).components[0]).toMatchObject({ name: 'Lumen app', status })
    expect((await read('status')).status.indicator).toBe(indicator)
    await reset()
  })

  it('has an incident with every post, from the first to the last', async () => {
    const name = 'Elevated errors on sign-in'
    const say = (status: 'investigating' | 'monitoring' | 'resolved', body: string) =>
      running.control.statusPage({ component: 'app', incident: { name, status, body } })
    await running.control.statusPage({ component: 'app', status: 'partial_outage' })
    await say('investigating', 'We are looking into it.')
    clock.advance(600_000)
    await say('monitoring', 'A fix is in.')
    const [open] = (await read('summary')).incidents
    expect(open).toMatchObject({ name, status: 'monitoring', impact: 'major', resolved_at: null })
    expect(open.incident_updates.map((update: { body: string }) => update.body)).toEqual([
      'A fix is in.',
      'We are looking into it.',
    ])
    expect(open.incident_updates[0].affected_components[0]).toMatchObject({ new_status: 'partial_outage' })
    expect(Date.parse(open.monitoring_at) - Date.parse(open.started_at)).toBe(600_000)
    await say('resolved', 'Over.')
    expect((await read('summary')).incidents).toEqual([])
    const [closed] = (await read('incidents')).incidents
    expect(closed).toMatchObject({ id: open.id, status: 'resolved', resolved_at: expect.any(String) })
    await say('investigating', 'Again.')
    expect((await read('incidents')).incidents).toHaveLength(2)
    await reset()
    expect((await read('incidents')).incidents).toEqual([])
  })

  it('can have an incident that names no component and changes no colour', async () => {
    await running.control.statusPage({ incident: { name: 'Delayed credits', status: 'investigating', body: '' } })
    const summary = await read('summary')
    expect(summary.status.indicator).toBe('none')
    expect(summary.incidents[0]).toMatchObject({ name: 'Delayed credits', impact: 'none', components: [] })
    await reset()
  })

  it('keeps the newest fifty incidents', async () => {
    for (let index = 0; index < 55; index += 1) {
      await running.control.statusPage({ incident: { name: `No. ${index}`, status: 'resolved', body: '' } })
    }
    const { incidents } = await read('incidents')
    expect([incidents.length, incidents[0].name]).toEqual([50, 'No. 54'])
    await reset()
  })

  it('can be unreachable, which is not the same as fine', async () => {
    await running.control.break('status', '503')
    expect((await fetch(`${running.sandbox.url}/api/v2/summary.json`)).status).toBe(503)
    await running.control.break('status', 'html-200')
    expect(await (await fetch(`${running.sandbox.url}/api/v2/summary.json`)).text()).toContain('<html')
    await running.control.break('status', 'truncated')
    const half = await fetch(`${running.sandbox.url}/api/v2/summary.json`)
    await expect(half.json()).rejects.toThrow(SyntaxError)
  })

  it.each([
    [{ component: 'app' }],
    [{ status: 'operational' }],
    [{ component: 'login', status: 'operational' }],
    [{ component: 'app', status: 'on_fire' }],
    [{ incident: { name: '', status: 'investigating' } }],
    [{ incident: { name: 'x', status: 'over' } }],
    [{ colour: 'red' }],
  ])('refuses the change %j', async (change) => {
    const response = await fetch(`${running.sandbox.controlUrl}/status-page`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(change),
    })
    expect([response.status, await response.json()]).toMatchObject([400, { error: { code: 'status_page' } }])
  })
})
