// When a probe is due. Takes cadences, last slots and the time; gives the slots to start and the slots that were
// missed. No timers and no clocks: times are arguments. Promises: each slot is given once, however the clock is set.
export { type Agenda, type AgendaOptions, createAgenda, type DueSlot } from './agenda.ts'
export { type ClockJump, type ClockReading, clockStep } from './clock-watch.ts'
export type { Pacing } from './pacing.ts'
export { firstRunsOf, phasesOf } from './phases.ts'
export { createSilenceWatch, type SilentPlan } from './silence.ts'
export { intervalOf, nextSlot, rhythmOf, slotsBetween, spacedSlots } from './slots.ts'
