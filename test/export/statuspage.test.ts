import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, type IncidentRecord, MINUTE, type QuietWindow, STATES, type State } from '../../src/core/index.ts'
import { atomFeed, badgeOf, type PublicStateInput, publicStateOf } from '../../src/export/index.ts'
import { NOW, stateOf } from './kit.ts'

const SITE = { url: 'https://status.example.org/', timezone: 'UTC', titles: { claude: 'Claude', openai: 'OpenAI' } }
const publicState = (more: Partial<PublicStateInput> = {}) =>
  publicStateOf({ states: [], incidents: [], maintenance: [], startedAt: NOW - 24 * HOUR, now: NOW, ...more }, SITE)
const INCIDENT: IncidentRecord = {
  ...{ name: 'claude-20261123-200000', target: 'claude', openedAt: NOW - HOUR, impactAt: NOW - HOUR - MINUTE },
  surfaces: [
    { surface: 'login', state: 'down', worst: 'down', since: NOW - HOUR },
    { surface: 'chat', state: 'operational', worst: 'degraded', since: NOW - HOUR, recoveredAt: NOW - MINUTE },
  ],
  scope: 'sign-in only: secret-scope',
  closed: 'by hand: secret-reason',
  acknowledgement: { at: NOW, by: 'secret-person', via: 'cli' },
  notes: [{ at: NOW, kind: 'note', by: 'secret-person', text: 'secret-note' }],
  timeline: [
    { at: NOW - HOUR, kind: 'opened', surface: 'login', from: 'operational', to: 'down', text: 'secret-step HTTP 500' },
    { at: NOW - MINUTE, kind: 'recovered', surface: 'chat', from: 'degraded', to: 'operational', text: 'secret-text' },
    { at: NOW, kind: 'acknowledged', text: 'acknowledged by secret-person' },
  ],
}

describe('the roll-up', () => {
  const indicator = (...states: readonly State[]) =>
    publicState({ states: states.map((state, index) => stateOf(`s${index}`, state)) }).status.indicator

  it('is none while everything works', () => expect(indicator('operational', 'operational')).toBe('none'))
  it('is minor where something is degraded', () => expect(indicator('operational', 'degraded')).toBe('minor'))
  it('is major where something is down, critical where all is', () => {
    expect(indicator('down', 'operational')).toBe('major')
    expect(indicator('down', 'degraded')).toBe('major')
    expect(indicator('down', 'down')).toBe('critical')
  })
  it('is maintenance where nothing worse is', () => {
    expect(indicator('maintenance', 'operational')).toBe('maintenance')
    expect(indicator('maintenance', 'degraded')).toBe('minor')
  })
  it('is never none without a measurement', () => {
    expect(indicator()).toBe('minor')
    expect(indicator('unknown', 'operational')).toBe('minor')
    expect(publicState({ states: [stateOf('api', 'unknown')] }).components[0]).toMatchObject({
      status: 'degraded_performance',
      description: 'Unknown: it is not measured at the moment.',
    })
  })

  it('is none exactly where every surface works, for every mix of states', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STATES), { minLength: 1, maxLength: 8 }), (states) => {
        expect(indicator(...states) === 'none').toBe(states.every((state) => state === 'operational'))
      }),
    )
  })
})

describe('components', () => {
  it('keep their ids whatever else is watched, and lie in the order of use', () => {
    const alone = publicState({ states: [stateOf('login', 'down')] })
    const among = publicState({
      states: [stateOf('api', 'operational'), stateOf('login', 'operational'), stateOf('chat', 'operational')],
    })
    expect(among.components.map(({ name }) => name)).toEqual(['Login', 'Chat', 'API'])
    expect(among.components[0]?.id).toBe(alone.components[0]?.id)
    expect(alone.page.id).toBe(among.page.id)
  })

  it('are grouped by target where there are several', () => {
    const { components, page } = publicState({
      states: [stateOf('login', 'down'), stateOf('chat', 'operational'), stateOf('api', 'down', { target: 'openai' })],
    })
    expect(page.name).toBe('Doorwatch')
    const groups = components.filter(({ group }) => group)
    expect(groups.map(({ name, status }) => [name, status])).toEqual([
      ['Claude', 'partial_outage'],
      ['OpenAI', 'major_outage'],
    ])
    for (const group of groups) {
      expect(components.filter(({ group_id: id }) => id === group.id).map(({ id }) => id)).toEqual(group.components)
    }
    expect(components.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5])
  })

  it('leave out what is no longer watched', () => {
    expect(publicState({ states: [stateOf('old', 'unknown', { basis: 'retired' })] }).components).toEqual([])
  })
})

describe('an incident of the public state', () => {
  const states = [stateOf('login', 'down'), stateOf('chat', 'operational')]

  it('says which surface changed when, newest first', () => {
    const [incident] = publicState({ states, incidents: [INCIDENT] }).incidents
    expect(incident).toMatchObject({
      name: 'claude: login down, chat degraded',
      status: 'investigating',
      impact: 'major',
    })
    expect(incident?.incident_updates.map(({ body }) => body)).toEqual(['Chat works again.', 'Login is down.'])
    expect(incident?.incident_updates[1]?.affected_components).toMatchObject([
      { name: 'Login', old_status: 'operational', new_status: 'major_outage' },
    ])
    expect(incident?.components.map(({ name }) => name)).toEqual(['Login', 'Chat'])
  })

  it('says nothing of steps, people, notes and reasons, in JSON and in the feed', () => {
    const withReason: QuietWindow = { kind: 'maintenance', from: NOW, to: NOW + HOUR, reason: 'secret-reason' }
    const failure = { class: 'server_error', blame: 'provider', message: 'secret-message' } as const
    const page = publicState({
      states: states.map((state) => ({ ...state, reason: 'secret-reason', failure })),
      ...{ incidents: [INCIDENT], maintenance: [withReason] },
    })
    expect(JSON.stringify(page) + atomFeed(page)).not.toContain('secret')
  })

  const { closed: _, ...lasting } = INCIDENT
  const timeline = [...INCIDENT.timeline, { at: NOW, kind: 'resolved', text: 'x' } as const]
  const over: IncidentRecord = { ...lasting, resolvedAt: NOW, timeline }

  it.each([
    ['All surfaces work again.', over],
    ['Closed before all surfaces worked again.', { ...over, closed: 'by hand: secret-reason' }],
  ])('is resolved with its end: "%s"', (body, incident) => {
    expect(publicState({ states, incidents: [incident] }).incidents[0]).toMatchObject({
      ...{ status: 'resolved', resolved_at: new Date(NOW).toISOString() },
      incident_updates: [{ status: 'resolved', body }, {}, {}],
    })
  })

  it('that was opened again and then closed did work again the first time', () => {
    const again = [...timeline, { at: NOW + HOUR, kind: 'resolved', text: 'closed' } as const]
    const twice = { ...over, timeline: again, closed: 'by hand: secret-reason' }
    const bodies = publicState({ states, incidents: [twice] }).incidents[0]?.incident_updates.map(({ body }) => body)
    expect(bodies?.slice(0, 2)).toEqual(['Closed before all surfaces worked again.', 'All surfaces work again.'])
  })

  it('is one of at most fifty', () => {
    const many = Array.from({ length: 70 }, (_none, index) => ({ ...over, name: `claude-${index}` }))
    const { incidents } = publicState({ states, incidents: many })
    expect(incidents).toHaveLength(50)
    expect(new Set(incidents.map(({ id }) => id)).size).toBe(50)
  })

  it('is listed while it lasts, however many began after it', () => {
    const many = Array.from({ length: 70 }, (_none, index) => ({ ...over, name: `claude-${index}` }))
    const { incidents } = publicState({ states, incidents: [...many, lasting] })
    expect(incidents).toHaveLength(50)
    expect(incidents.at(-1)).toMatchObject({ status: 'investigating' })
  })
})

describe('maintenance of the public state', () => {
  it('covers the surfaces of its window, and no others', () => {
    const states = [stateOf('login', 'operational'), stateOf('login', 'operational', { target: 'openai' })]
    const window = { kind: 'maintenance', target: 'claude', surface: 'login', from: NOW, to: NOW + HOUR } as const
    const { maintenances, components } = publicState({ states, maintenance: [window, { ...window, kind: 'mute' }] })
    expect(maintenances).toHaveLength(1)
    expect(maintenances[0]).toMatchObject({ name: 'Maintenance: claude Login', status: 'in_progress' })
    const claude = components.find(({ group, name }) => group && name === 'Claude')
    expect(maintenances[0]?.components.map(({ group_id: id }) => id)).toEqual([claude?.id])
  })
})

describe('the feed', () => {
  it('is well-formed whatever the names hold', () => {
    const name = '<b>&"\u0000\u202e claude'
    const feed = atomFeed(
      publicState({ states: [stateOf('login', 'down', { target: name })], incidents: [{ ...INCIDENT, target: name }] }),
    )
    for (const bad of ['<b>', '\u0000']) expect(feed).not.toContain(bad)
    expect(feed).toContain('&lt;b&gt;&amp;&quot;')
    expect(feed.match(/<entry>/g)).toHaveLength(1)
    expect(feed).toMatch(/<id>tag:status\.example\.org,2005:Incident\/[a-z0-9]{12}<\/id>/)
  })
})

describe('the badge', () => {
  it('names the worst state and the surfaces in it', () => {
    const states = [stateOf('login', 'down'), stateOf('chat', 'degraded'), stateOf('api', 'operational')]
    expect(badgeOf('claude', states)).toEqual({
      ...{ schemaVersion: 1, label: 'claude', message: 'login down', color: 'red', isError: true },
    })
    expect(badgeOf('claude', [stateOf('api', 'operational')])).toMatchObject({
      message: 'operational',
      color: 'brightgreen',
    })
    expect(badgeOf('claude', [])).toMatchObject({ message: 'unknown', color: 'lightgrey' })
  })
})
