/** What a provider's status page says of one of its parts, in the words of Statuspage; `unknown` is a word we do not know. */
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
 * Whether the page itself can be heard. `refused`: it turns us away (403, 405, 429); `unavailable`: it fails (5xx);
 * `unreachable`: no answer; `malformed`: an answer that is not a status page; `unwatched`: nobody was reading.
 */
export const PAGE_REACHABILITIES = ['heard', 'refused', 'unavailable', 'unreachable', 'malformed', 'unwatched'] as const
export type PageReachability = (typeof PAGE_REACHABILITIES)[number]

export const POST_STATUSES = ['investigating', 'identified', 'monitoring', 'resolved', 'postmortem', 'unknown'] as const
export type PostStatus = (typeof POST_STATUSES)[number]

/** The page can be heard from now on, or cannot. */
export interface ReachabilityChange {
  readonly kind: 'voice'
  readonly at: number
  readonly voice: PageReachability
  readonly httpStatus?: number
  readonly message?: string
}

/** The page says something else of one of its components; `from` is absent where it was never seen before. */
export interface ComponentChange {
  readonly kind: 'claim'
  /** Epoch ms: the page's own time of the change where it can be believed, else when we read it. */
  readonly at: number
  readonly component: PageComponent
  readonly from?: ComponentStatus
}

/** A part of the provider's service as its page names it. */
export interface PageComponent {
  /** The page's own id. */
  readonly id: string
  readonly name: string
  readonly status: ComponentStatus
  /** Our surfaces that this component speaks of. */
  readonly surfaces: readonly string[]
}

/** The page published words about an incident. */
export interface WitnessPost {
  readonly kind: 'post'
  /** When it was published, by the page's clock; never later than `seenAt`. */
  readonly at: number
  readonly seenAt: number
  /** Ids of the page. */
  readonly incident: string
  readonly post: string
  readonly name: string
  readonly status: PostStatus
  readonly text: string
  /** Surfaces it speaks of; empty where it names no component that is in trouble. */
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
  /** Ids of the posts already noted. */
  readonly posts: readonly string[]
}

/** Maintenance that is under way, as the page says. */
export interface PageMaintenance {
  readonly id: string
  readonly name: string
  readonly since: number
}

/** What is remembered of a page between two readings. */
export interface WitnessMemory {
  readonly voice: PageReachability
  readonly voiceSince: number
  readonly httpStatus?: number
  readonly message?: string
  /** When the page was last heard (epoch ms). */
  readonly heardAt?: number
  readonly components: readonly PageComponent[]
  readonly incidents: readonly PageIncident[]
  /** Absent in what releases before 0.2 kept; so are the next two. */
  readonly maintenances?: readonly PageMaintenance[]
  /** Components, incidents and maintenances of the page that could not be read. */
  readonly unreadable?: number
  /** What the page says of itself as a whole, where that is not "none": "Service Under Maintenance". */
  readonly headline?: string
}

/** A stretch of one claim about one surface: the worst of its components; `unread` while the page was not heard. */
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

/** What the status page of one target said in a range. Spans are cut to the range and in order of time. */
export interface WitnessRecord {
  readonly target: string
  readonly reachability: readonly ReachabilitySpan[]
  readonly components: readonly ComponentSpan[]
  readonly surfaces: readonly SurfaceStatusSpan[]
  /** Published in the range, oldest first. */
  readonly posts: readonly WitnessPost[]
}
