/** Made-up status pages in the shapes that the two engines serve. */

const AT = '2026-05-04T10:00:00.000Z'

interface Part {
  readonly id: string
  readonly name: string
  readonly status?: string
  readonly updated_at?: string
}

/** As Atlassian serves it: headings of groups, positions, nulls. */
export function atlassianPage(parts: readonly Part[], incidents: readonly object[] = [], indicator = 'none'): object {
  return {
    page: { id: 'pg1', name: 'Quill', url: 'https://status.quill.example', time_zone: 'Etc/UTC', updated_at: AT },
    status: { indicator, description: 'whatever' },
    components: [
      { id: 'grp', name: 'Products', status: 'major_outage', group: true, group_id: null, components: ['a'] },
      ...parts.map((part, index) => ({
        created_at: AT,
        updated_at: AT,
        position: index + 1,
        description: null,
        showcase: true,
        start_date: '2024-01-01',
        group_id: 'grp',
        page_id: 'pg1',
        group: false,
        only_show_if_degraded: false,
        status: 'operational',
        ...part,
      })),
    ],
    incidents,
    scheduled_maintenances: [],
  }
}

/** As incident.io serves it on the same path: `group` is null, incidents name no component and have additional fields. */
export function incidentIoPage(parts: readonly Part[], incidents: readonly object[] = []): object {
  return {
    page: { id: '01ABC', name: 'Brush', url: 'https://status.brush.example', updated_at: AT },
    status: { indicator: 'minor', description: 'Partially Degraded Service' },
    components: parts.map((part) => ({
      status: 'operational',
      group: null,
      group_id: null,
      only_show_if_degraded: null,
      description: null,
      ...part,
    })),
    incidents,
  }
}

export const QUILL = [
  { id: 'c-app', name: 'quill.ai' },
  { id: 'c-con', name: 'Quill Console (platform.quill.example)' },
  { id: 'c-api', name: 'Quill API (api.quill.example)' },
  { id: 'c-cli', name: 'Quill Code' },
  { id: 'c-gov', name: 'Quill for Government' },
] as const

/** The page's components with some in another state. */
export function quill(states: Readonly<Record<string, string>> = {}, updatedAt = AT): readonly Part[] {
  return QUILL.map((part) => ({ ...part, status: states[part.id] ?? 'operational', updated_at: updatedAt }))
}

/** An Atlassian incident with one post that links the components given, each with the status it moved to. */
export function incident(
  id: string,
  name: string,
  affected: readonly (readonly [id: string, status: string])[] = [],
  status = 'investigating',
): object {
  const linked = affected.map(([code, newStatus]) => ({ id: code, name: code, status: newStatus }))
  return {
    id,
    name,
    status,
    impact: 'major',
    shortlink: 'https://stspg.example/x',
    created_at: '2026-05-04T10:02:00.000Z',
    started_at: '2026-05-04T10:02:00.000Z',
    components: linked,
    incident_updates: [
      {
        id: `${id}-${status}`,
        status,
        body: 'We are looking into it.',
        created_at: '2026-05-04T10:02:30.000Z',
        display_at: '2026-05-04T10:02:00.000Z',
        affected_components: affected.map(([code, newStatus]) => ({
          code,
          name: code,
          old_status: 'operational',
          new_status: newStatus,
        })),
      },
    ],
  }
}
