// A stand-in AI service on loopback that breaks on command: sign-in, chat, console, Messages API, a second model,
// a status page and a small CLI (cli/main.ts); and outages to play on it (scenarios/). Takes ports and a log, gives
// addresses. Promises: never listens beyond loopback, answers the same question the same way, stops within a second even where requests hang.
export { SANDBOX_ACCOUNT, SANDBOX_SECOND_FACTOR } from './account/account.ts'
export {
  COMPONENT_STATUSES,
  COMPONENTS,
  type ComponentKey,
  type ComponentStatus,
  type PageChange,
} from './account/status-page.ts'
export type { ChildReady } from './child/ready.ts'
export { type ControlClient, controlClient, sandboxAnswers } from './control/client.ts'
export type { ActiveFault } from './faults/board.ts'
export type { FaultOptions } from './faults/options.ts'
export type { SandboxSurface } from './faults/surfaces.ts'
export { DEFAULT_CONTROL_URL, FAULTS, SURFACES } from './listing.ts'
export { isSandboxReply } from './reply/compose.ts'
export { DEFAULT_SCENARIO, parseScenario, readScenario, readScenarios } from './scenarios/read.ts'
export type { Scenario, ScenarioPost, ScenarioStretch } from './scenarios/scenario.ts'
export { NATURAL_PACE, type Pace } from './server/pace.ts'
export { type Sandbox, type SandboxOptions, startSandbox } from './start.ts'
