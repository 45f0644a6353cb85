// Takes verdicts, gives alerts (pure), and delivers them through channels at least once.
// Promises: the same alert carries the same key in every attempt and channel; a slow or broken channel holds back
// nobody; text from outside is bounded and escaped; the secrets of a channel are in no error.
export { alertText } from './alert-text.ts'
export {
  type Channel,
  type ChannelConfig,
  ChannelError,
  type EmailConfig,
  type Receipt,
  type SlackConfig,
  type WebhookConfig,
} from './channel.ts'
export { type ChannelDeps, createChannels } from './channels/create.ts'
export {
  createDispatcher,
  type Dispatcher,
  type DispatcherDeps,
  type DispatcherHealth,
  type DrainResult,
} from './dispatcher.ts'
export type { LeasedDelivery, Outbox } from './outbox.ts'
export { planAlerts } from './plan.ts'
export { noticeAlert } from './plan-notice.ts'
export { planReminder, type ReminderInput } from './reminder.ts'
export { type Routed, routeAlert } from './route.ts'
export type { PlanInput, Scene, Silenced } from './scene.ts'
export { audibleSurfaces, isSilenced, silencedAt, silenceEndedAt } from './silenced.ts'
