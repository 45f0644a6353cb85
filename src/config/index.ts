// Reads configuration file and environment once. Takes a folder and the environment, gives a frozen Config, or every
// problem found, each with file, key, what was expected and what to do. Variables are read here, and by the command line only
// where it needs a folder before there is a Config.
export { type CadenceOverride, type ChannelSettings, type Config, isBundled } from './config.ts'
export { linkBase, withheldNotice } from './dashboard.ts'
export { loadConfig } from './load.ts'
export { problemsOf } from './problems.ts'
export { duration } from './schedule-schema.ts'
export { placesIn } from './source-lines.ts'
export { stateNotice } from './state-folder.ts'
export { configuredSurfaces } from './surfaces.ts'
export type { Environment } from './variables.ts'
