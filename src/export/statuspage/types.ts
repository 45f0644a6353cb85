/** The shapes of Statuspage v2: every time is ISO 8601 UTC, every id 12 characters. */

export interface PublicPage {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly time_zone: string
  readonly updated_at: string
}

export type Indicator = 'none' | 'minor' | 'major' | 'critical' | 'maintenance'

export interface PublicStatus {
  readonly indicator: Indicator
  readonly description: string
}

export type PublicComponentStatus =
  | 'operational'
  | 'degraded_performance'
  | 'partial_outage'
  | 'major_outage'
  | 'under_maintenance'

export interface PublicComponent {
  readonly id: string
  readonly name: string
  readonly status: PublicComponentStatus
  readonly description: string | null
  readonly position: number
  readonly group: boolean
  readonly group_id: string | null
  readonly only_show_if_degraded: boolean
  readonly showcase: boolean
  readonly page_id: string
  readonly start_date: string | null
  readonly created_at: string
  readonly updated_at: string
  /** Of a group: the ids of its components. */
  readonly components?: readonly string[]
}

export interface PublicUpdate {
  readonly id: string
  readonly incident_id: string
  readonly status: string
  readonly body: string
  readonly created_at: string
  readonly updated_at: string
  readonly display_at: string
  readonly affected_components: readonly AffectedComponent[] | null
}

interface AffectedComponent {
  /** The id of the component. */
  readonly code: string
  readonly name: string
  readonly old_status: PublicComponentStatus
  readonly new_status: PublicComponentStatus
}

export interface PublicIncident {
  readonly id: string
  readonly name: string
  readonly status: 'investigating' | 'resolved'
  readonly impact: 'none' | 'minor' | 'major' | 'critical'
  readonly shortlink: string
  readonly created_at: string
  readonly updated_at: string
  readonly started_at: string
  readonly monitoring_at: string | null
  readonly resolved_at: string | null
  readonly page_id: string
  /** Newest first. */
  readonly incident_updates: readonly PublicUpdate[]
  readonly components: readonly PublicComponent[]
}

export interface PublicMaintenance extends Omit<PublicIncident, 'status' | 'impact'> {
  readonly status: 'scheduled' | 'in_progress' | 'completed'
  readonly impact: 'maintenance'
  readonly scheduled_for: string
  readonly scheduled_until: string
}
