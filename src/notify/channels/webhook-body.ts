import {
  type Alert,
  type AlertAction,
  type AlertImpact,
  type AlertKind,
  type Blame,
  defined,
  type Failure,
  type FailureClass,
  type IncidentSurface,
  oneLine,
  type State,
  worstState,
} from '../../core/index.ts'
import { type Message, sendTimeOf } from '../fold/message.ts'
import { ackLinksOf } from '../text/ack-lines.ts'
import { alertText } from '../text/alert-text.ts'
import { bytesOf, CUT_MARK } from '../text/fitted.ts'
import { headlineOf, linesOf } from '../text/message-text.ts'
import { inOrder } from '../text/words.ts'
import { LIMITS } from './limits.ts'

/**
 * What a webhook receives. Stable: fields are added, never renamed or removed, without a new `version`.
 * Times are epoch milliseconds UTC. Deliveries are repeated with the same `key` until one is answered with 2xx and no HTML page.
 */
export interface WebhookBody {
  readonly version: 1
  /** The same for every attempt to deliver the same alert, or the same alerts folded into one. */
  readonly key: string
  readonly kind: AlertKind
  readonly target: string
  /** When it was planned; of a drill, when it is sent. */
  readonly at: number
  /** `at` as ISO 8601. */
  readonly time: string
  /** Of a drill: when it was planned by the scenario's clock, as all its other times; ISO 8601. */
  readonly scenarioTime?: string
  /** Worst state among the surfaces. */
  readonly state: State
  readonly headline: string
  readonly lines: readonly string[]
  /** The whole message as plain text. */
  readonly text: string
  readonly surfaces: readonly {
    readonly surface: string
    readonly state: State
    readonly since: number
    readonly failure?: WebhookFailure
  }[]
  readonly incident?: {
    readonly name: string
    readonly openedAt: number
    readonly impactAt: number
    readonly resolvedAt?: number
    readonly scope: string
    readonly surfaces: readonly {
      readonly surface: string
      readonly state: State
      readonly worst: State
      readonly since: number
      readonly recoveredAt?: number
      readonly failure?: WebhookFailure
    }[]
  }
  readonly notice?: {
    readonly key: string
    readonly surface: string
    readonly probe: string
    readonly blame: Blame
    readonly open: boolean
    readonly text: string
    readonly failure: WebhookFailure
  }
  /** The zone of the times in `headline`, `lines` and `text` (IANA). */
  readonly timezone?: string
  /** Of a drill: the kind of the alert that is practised. */
  readonly drillOf?: AlertKind
  /** Who is affected, and what it has cost so far, one amount per currency. */
  readonly impact?: AlertImpact
  /** What the people of each workflow do now. */
  readonly actions?: readonly AlertAction[]
  /** Address of the instructions for the surface that broke. */
  readonly runbook?: string
  readonly links: readonly { readonly text: string; readonly url: string }[]
  /**
   * Where a person acknowledges the incident: works once, for 24 h. A secret: anyone who has it can acknowledge. Of a message about
   * several incidents each body in `alerts` has its own.
   */
  readonly acknowledgeUrl?: string
  /**
   * Present where several alerts are folded into one: each of them as a body of its own, in the order they were planned.
   * Where they exceed 250 kB the older ones have neither surfaces nor links, and their `lines` say that they were cut.
   * `headline`, `lines`, `text` and `links` are about all of them; the other fields are those of the worst news among them.
   */
  readonly alerts?: readonly WebhookBody[]
}

interface WebhookFailure {
  readonly class: FailureClass
  readonly blame: Blame
  readonly message: string
  readonly step?: string
  readonly httpStatus?: number
  readonly requestId?: string
}

export function webhookBody(alert: Message): WebhookBody {
  const { key, kind, target, incident, notice, timezone, drillOf } = alert
  const at = sendTimeOf(alert)
  return {
    version: 1,
    key,
    kind,
    target: oneLine(target, 100),
    at,
    time: new Date(at).toISOString(),
    state: worstState(alert.surfaces.map(({ state }) => state)),
    headline: headlineOf(alert),
    lines: linesOf(alert),
    text: alertText(alert),
    surfaces: inOrder(alert.surfaces).map(({ surface, state, since, failure }) => ({
      surface: oneLine(surface, 100),
      state,
      since,
      ...failurePart(failure),
    })),
    ...defined({
      incident: incident && { ...incidentPart(incident) },
      notice: notice && noticePart(notice),
      timezone,
      drillOf,
      scenarioTime: alert.sentAt === undefined ? undefined : new Date(alert.at).toISOString(),
      impact: alert.impact && impactPart(alert.impact),
      actions: alert.actions?.map(actionPart),
    }),
    ...defined({ runbook: alert.runbook && oneLine(alert.runbook.url, 2_000) }),
    links: alert.links.map(({ text, url }) => ({ text: oneLine(text, 100), url: oneLine(url, 2_000) })),
    ...defined({
      acknowledgeUrl: alert.digest ? undefined : ackLinksOf(alert)[0]?.url,
      alerts: alert.parts && partBodies(alert.parts),
    }),
  }
}

/** Bytes of the whole bodies in `alerts`: with the shortened ones and the folded body they stay within the limit. */
const MOST_PART_BYTES = LIMITS.webhook.bytes / 4

/** The newest alerts have whole bodies; the older ones, where there is no room, tell what they are and that they were cut. */
function partBodies(parts: readonly Message[]): readonly WebhookBody[] {
  let bytes = 0
  const newestFirst = parts.toReversed().map((part) => {
    const body = webhookBody(part)
    bytes += bytesOf(JSON.stringify(body))
    return bytes <= MOST_PART_BYTES ? body : shortened(body)
  })
  return newestFirst.toReversed()
}

function shortened(body: WebhookBody): WebhookBody {
  const { impact: _, actions: __, runbook: ___, ...rest } = body
  return {
    ...rest,
    ...{ lines: [CUT_MARK], text: `${body.headline}\n\n${CUT_MARK}`, surfaces: [], links: [] },
    ...(body.incident ? { incident: { ...body.incident, surfaces: [] } } : {}),
  }
}

function impactPart({ affected, cost }: AlertImpact): AlertImpact {
  return { affected: oneLine(affected, 600), ...defined({ cost }) }
}

function actionPart({ workflow, text, link }: AlertAction): AlertAction {
  return {
    workflow: oneLine(workflow, 100),
    text: oneLine(text, 600),
    ...defined({ link: link && { text: oneLine(link.text, 100), url: oneLine(link.url, 2_000) } }),
  }
}

function incidentPart(incident: NonNullable<Alert['incident']>): NonNullable<WebhookBody['incident']> {
  const { name, openedAt, impactAt, resolvedAt, scope, surfaces } = incident
  return {
    name,
    openedAt,
    impactAt,
    ...defined({ resolvedAt }),
    scope: oneLine(scope, 600),
    surfaces: surfaces.map(surfacePart),
  }
}

function surfacePart({ surface, state, worst, since, recoveredAt, failure }: IncidentSurface) {
  return {
    ...{ surface, state, worst, since },
    ...defined({ recoveredAt }),
    ...failurePart(failure),
  }
}

function noticePart(notice: NonNullable<Alert['notice']>): NonNullable<WebhookBody['notice']> {
  const { key, surface, probe, blame, open, text, failure } = notice
  return { key, surface, probe, blame, open, text: oneLine(text, 600), failure: failureOf(failure) }
}

function failurePart(failure: Failure | undefined): { readonly failure?: WebhookFailure } {
  return failure ? { failure: failureOf(failure) } : {}
}

function failureOf(failure: Failure): WebhookFailure {
  return {
    class: failure.class,
    blame: failure.blame,
    message: oneLine(failure.message, 200),
    ...defined({
      step: failure.step === undefined ? undefined : oneLine(failure.step, 100),
      ...{ httpStatus: failure.httpStatus, requestId: failure.requestId },
    }),
  }
}
