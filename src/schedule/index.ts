// When a probe is due. Takes cadences, what ran last and the time; gives the slots to start and the slots that were
// missed. Everything but the heartbeat is pure. Promises: a slot is named once, and never two of one probe at once.
export {
  type BudgetInput,
  type BudgetPlan,
  LEAST_WATCH_MS,
  planBudget,
  type Slowdowns,
  type Spender,
  usualCost,
} from './budget.ts'
export { type Due, type DueInput, due, type LastSlots, phasesOf } from './due.ts'
export { createHeartbeat, type Heartbeat } from './heartbeat.ts'
export { intervalOf, nextSlot, rhythmOf, type SlotSpan, slotsBetween, spacedSlots } from './slots.ts'
