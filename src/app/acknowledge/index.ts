// Takes an incident and who takes care of it; gives the acknowledgement in effect: this one, or an earlier one.
// Promises: the first of two acknowledgements counts; nothing that is over is acknowledged.
export { type AckResult, acknowledge } from './acknowledge.ts'
export { type AckByMessages, ackByMessages } from './by-messages.ts'
export { dashboardChanges } from './dashboard-changes.ts'
