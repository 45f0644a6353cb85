// Presets of services to watch. Take what only the user knows (addresses, accounts, keys), give a Target: where its doors
// are and how to knock. Data only; nothing here talks to anybody.
export { type SandboxDoors, sandboxTarget } from './sandbox.ts'
