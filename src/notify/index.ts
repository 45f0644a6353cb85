// Takes verdicts, gives alerts (pure), and delivers them through channels at least once.
// Promises: the same alert carries the same key in every attempt and channel; a slow or broken channel delays
// no other; text from outside is bounded and escaped; the secrets of a channel are in no error.

export { type Channel, type ChannelConfig, ChannelError, type Receipt } from './channels/channel.ts'
export { createChannels } from './channels/create.ts'
export { bestRungOf } from './channels/rungs.ts'
export type { AckLinks } from './deliver/ack-links.ts'
export { SILENT_CHANNEL_MS } from './deliver/channel-states.ts'
export { createDispatcher, type Dispatcher } from './deliver/dispatcher.ts'
export { type Trial, tryChannel } from './deliver/try-channel.ts'
export { foldAlerts } from './fold/fold-alerts.ts'
export { type Message, targetLabel } from './fold/message.ts'
export { messageKey } from './fold/plan-messages.ts'
export { drillAlert } from './plan/drill-alert.ts'
export {
  type DueEscalation,
  dueEscalations,
  escalationAlert,
  escalationChannels,
  escalationKey,
  notifiedChannels,
} from './plan/escalation.ts'
export { planAlerts } from './plan/plan.ts'
export { noticeAlert } from './plan/plan-notice.ts'
export { INCIDENT_KINDS, type IncidentKind, previewAlert } from './plan/preview-alert.ts'
export { type ProvenTarget, proofAlert } from './plan/proof-alert.ts'
export { planReminder, type ReminderInput } from './plan/reminder.ts'
export type { PlanInput, Scene, Silenced } from './plan/scene.ts'
export { audibleSurfaces, isSilenced, silencedAt, silenceEndedAt } from './plan/silenced.ts'
export { testAlert } from './plan/test-alert.ts'
export { planProof } from './route/proof-deliveries.ts'
export { decideRoute, type RouteDecision, type RoutedChannel, type Routing, routingOf } from './route/route.ts'
export { type AlertTx, saveRouted } from './route/save-routed.ts'
export { type RouteSubject, subjectOf } from './route/subject.ts'
export { previewMailHtml, previewPayload } from './shown/payload.ts'
export { showAlerts, showMessage } from './shown/show-message.ts'
export { alertText } from './text/alert-text.ts'
