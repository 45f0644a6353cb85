import { describe, expect, it } from 'vitest'
import { HOUR, type IncidentRecord, MINUTE, type QuietWindow } from '../../src/core/index.ts'
import { publicStateOf } from '../../src/export/index.ts'
import { NOW, stateOf } from './kit.ts'

// The fields of Statuspage v2 with their types, from the documentation that every Statuspage has at /api and from what
// clients read (openstatus, the npm package statuspage.io). Written as a list so that a field that goes missing is named.

type Check = (value: unknown) => boolean
const text: Check = (value) => typeof value === 'string' && value.length > 0
const id: Check = (value) => typeof value === 'string' && /^[a-z0-9]{12}$/.test(value)
const time: Check = (value) =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) &&
  !Number.isNaN(Date.parse(value))
const day: Check = (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
const flag: Check = (value) => typeof value === 'boolean'
const whole: Check = (value) => Number.isInteger(value)
const url: Check = (value) => typeof value === 'string' && URL.canParse(value)
const list: Check = Array.isArray
const or =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.some((check) => check(value))
const none: Check = (value) => value === null
const of =
  (...words: readonly string[]): Check =>
  (value) =>
    words.includes(value as string)

const COMPONENT_STATUS = of(
  ...['operational', 'degraded_performance', 'partial_outage', 'major_outage', 'under_maintenance'],
)
const PAGE = { id, name: text, url, time_zone: text, updated_at: time }
const STATUS = { indicator: of('none', 'minor', 'major', 'critical', 'maintenance'), description: text }
const COMPONENT = {
  ...{ id, name: text, status: COMPONENT_STATUS, description: or(text, none), position: whole, group: flag },
  ...{ group_id: or(id, none), only_show_if_degraded: flag, showcase: flag, page_id: id },
  ...{ start_date: or(day, none), created_at: time, updated_at: time },
}
const UPDATE = {
  ...{ id, incident_id: id, status: text, body: text, created_at: time, updated_at: time, display_at: time },
  affected_components: or(list, none),
}
const AFFECTED = { code: id, name: text, old_status: COMPONENT_STATUS, new_status: COMPONENT_STATUS }
const COMMON = {
  ...{ id, name: text, shortlink: url, created_at: time, updated_at: time, started_at: time },
  ...{
    monitoring_at: or(time, none),
    resolved_at: or(time, none),
    page_id: id,
    incident_updates: list,
    components: list,
  },
}
const INCIDENT = {
  ...COMMON,
  status: of('investigating', 'identified', 'monitoring', 'resolved', 'postmortem'),
  impact: of('none', 'minor', 'major', 'critical', 'maintenance'),
}
const MAINTENANCE = {
  ...{ ...COMMON, scheduled_for: time, scheduled_until: time, impact: of('maintenance') },
  status: of('scheduled', 'in_progress', 'verifying', 'completed'),
}

/** The fields that are missing or of another type, and those that the list does not have. */
function wrong(value: object, shape: Readonly<Record<string, Check>>, more: readonly string[] = []): string[] {
  const fields = value as Readonly<Record<string, unknown>>
  const unknown = Object.keys(fields).filter((name) => !(name in shape) && !more.includes(name))
  return [...Object.entries(shape).flatMap(([name, check]) => (check(fields[name]) ? [] : [name])), ...unknown]
}

const INCIDENT_RECORD: IncidentRecord = {
  ...{ name: 'claude-20261123-200000', target: 'claude', openedAt: NOW - HOUR, impactAt: NOW - HOUR - MINUTE },
  surfaces: [{ surface: 'login', state: 'down', worst: 'down', since: NOW - HOUR }],
  scope: 'sign-in only',
  timeline: [
    {
      at: NOW - HOUR,
      kind: 'opened',
      surface: 'login',
      from: 'operational',
      to: 'down',
      text: 'login is down (HTTP 500)',
    },
  ],
}
const WINDOWS: readonly QuietWindow[] = [
  { kind: 'maintenance', from: NOW + HOUR, to: NOW + 2 * HOUR },
  { kind: 'maintenance', target: 'claude', surface: 'login', from: NOW - HOUR, to: NOW + HOUR },
  { kind: 'maintenance', target: 'claude', from: NOW - 3 * HOUR, to: NOW - 2 * HOUR },
]
const PUBLIC = publicStateOf(
  {
    states: [stateOf('login', 'down'), stateOf('chat', 'operational'), stateOf('api', 'unknown', { target: 'openai' })],
    incidents: [INCIDENT_RECORD, { ...INCIDENT_RECORD, name: 'over', resolvedAt: NOW }],
    ...{ maintenance: WINDOWS, startedAt: NOW - 24 * HOUR, now: NOW },
  },
  { url: 'https://status.example.org/', timezone: 'Europe/Berlin', titles: { claude: 'Claude' } },
)

describe('every documented field of Statuspage v2', () => {
  it('is in page and status', () => {
    expect(wrong(PUBLIC.page, PAGE)).toEqual([])
    expect(wrong(PUBLIC.status, STATUS)).toEqual([])
  })

  it('is in each component, groups included', () => {
    expect(PUBLIC.components.map((one) => wrong(one, COMPONENT, one.group ? ['components'] : []))).toEqual([
      [],
      [],
      [],
      [],
      [],
    ])
  })

  it('is in each incident, its updates and what they affect', () => {
    for (const incident of PUBLIC.incidents) {
      expect(wrong(incident, INCIDENT)).toEqual([])
      for (const update of incident.incident_updates) {
        expect(wrong(update, UPDATE)).toEqual([])
        for (const affected of update.affected_components ?? []) expect(wrong(affected, AFFECTED)).toEqual([])
      }
      for (const component of incident.components) expect(wrong(component, COMPONENT)).toEqual([])
    }
    expect(PUBLIC.incidents.map(({ incident_updates: updates }) => updates.length)).toEqual([1, 1])
  })

  it('is in each maintenance window, whatever its status', () => {
    expect(PUBLIC.maintenances.map((one) => [one.status, wrong(one, MAINTENANCE)])).toEqual([
      ['scheduled', []],
      ['in_progress', []],
      ['completed', []],
    ])
    for (const { incident_updates: updates } of PUBLIC.maintenances) {
      for (const update of updates) expect(wrong(update, UPDATE)).toEqual([])
    }
  })
})
