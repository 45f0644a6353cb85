/** The status of a component on a provider's status page, in the values of Statuspage; `unknown`: an unrecognised status. */
export const COMPONENT_STATUSES = [
  'operational',
  'under_maintenance',
  'degraded_performance',
  'partial_outage',
  'major_outage',
  'unknown',
] as const
export type ComponentStatus = (typeof COMPONENT_STATUSES)[number]

/**
 * Whether the status page can be read. `heard`: it was read; `refused`: HTTP 403, 405 or 429; `unavailable`: HTTP 5xx;
 * `unreachable`: no answer; `malformed`: an answer that is not a status page; `unwatched`: no worker was reading it.
 */
const PAGE_REACHABILITIES = ['heard', 'refused', 'unavailable', 'unreachable', 'malformed', 'unwatched'] as const
export type PageReachability = (typeof PAGE_REACHABILITIES)[number]

export const POST_STATUSES = ['investigating', 'identified', 'monitoring', 'resolved', 'postmortem', 'unknown'] as const
export type PostStatus = (typeof POST_STATUSES)[number]

/** The page became readable, or stopped being readable. */
export interface ReachabilityChange {
  readonly kind: 'voice'
  readonly at: number
  readonly voice: PageReachability
  readonly httpStatus?: number
  readonly message?: string
}

/** A component has another status than before; `from` is absent for a component that appears for the first time. */
export interface ComponentChange {
  readonly kind: 'claim'
  /** Epoch ms: the page's time of the change if it is plausible, else the time of the reading. */
  readonly at: number
  readonly component: PageComponent
  readonly from?: ComponentStatus
}

/** A component of a status page. */
export interface PageComponent {
  /** The id on the page. */
  readonly id: string
  readonly name: string
  readonly status: ComponentStatus
  /** The watched surfaces that this component covers. */
  readonly surfaces: readonly string[]
}

/** An update of an incident on the page. */
export interface WitnessPost {
  readonly kind: 'post'
  /** When it was published, epoch ms by the page's clock; never later than `seenAt`. */
  readonly at: number
  readonly seenAt: number
  /** Ids on the page. */
  readonly incident: string
  readonly post: string
  readonly name: string
  readonly status: PostStatus
  readonly text: string
  /** Affected surfaces; empty if the update names no component with trouble. */
  readonly surfaces: readonly string[]
}

export type WitnessChange = ReachabilityChange | ComponentChange | WitnessPost

/** An incident that is open on the page. */
export interface PageIncident {
  readonly id: string
  readonly name: string
  readonly status: PostStatus
  readonly since: number
  readonly surfaces: readonly string[]
  /** Ids of the updates that are stored. */
  readonly posts: readonly string[]
}

/** An incident that has ended on the page; its post-mortem may still come. */
export interface EndedPageIncident extends PageIncident {
  /** When its end was read, epoch ms. */
  readonly endedAt: number
}

/** Maintenance in progress, by the page. */
export interface PageMaintenance {
  readonly id: string
  readonly name: string
  readonly since: number
}

/** The state of a page between two readings. Field names are stored: keep them. */
export interface WitnessMemory {
  readonly voice: PageReachability
  readonly voiceSince: number
  readonly httpStatus?: number
  readonly message?: string
  /** The last successful reading, epoch ms. */
  readonly heardAt?: number
  readonly components: readonly PageComponent[]
  readonly incidents: readonly PageIncident[]
  /** The newest that have ended and have no post-mortem yet, and when they were looked at; absent without any. */
  readonly ended?: readonly EndedPageIncident[]
  readonly endedReadAt?: number
  /** Absent in rows of releases before 0.2, as are the next two fields. */
  readonly maintenances?: readonly PageMaintenance[]
  /** How many components, incidents and maintenances of the page could not be parsed. */
  readonly unreadable?: number
  /** The overall status of the page, unless it is "none": "Service Under Maintenance". */
  readonly headline?: string
}

/** A span in which one surface has one status, the worst of its components; `unread` while the page could not be read. */
export interface SurfaceStatusSpan {
  readonly surface: string
  readonly claim: ComponentStatus | 'unread'
  readonly from: number
  readonly to: number
}

export interface ComponentSpan {
  readonly component: string
  readonly name: string
  readonly surfaces: readonly string[]
  readonly claim: ComponentStatus
  readonly from: number
  readonly to: number
}

export interface ReachabilitySpan {
  readonly voice: PageReachability
  readonly httpStatus?: number
  readonly message?: string
  readonly from: number
  readonly to: number
}

/** The history of one target's status page in a range. Spans are cut to the range and in order of time. */
export interface WitnessRecord {
  readonly target: string
  readonly reachability: readonly ReachabilitySpan[]
  readonly components: readonly ComponentSpan[]
  readonly surfaces: readonly SurfaceStatusSpan[]
  /** Published in the range, oldest first. */
  readonly posts: readonly WitnessPost[]
}
