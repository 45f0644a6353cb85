// Reads a provider's status page: component statuses, incidents, and whether the page can be read at all.
// Takes an address, gives changes and one line of text. Promises: changes no state of a surface; a page that cannot be
// read never counts as all operational.

export { diffReadings } from './diff.ts'
export { witnessLine } from './line.ts'
export { readStatusPage } from './parse.ts'
export { mapSurfaces, type SurfaceComponents } from './surfaces.ts'
export { type WitnessStore, type WitnessWatch, watchWitness } from './watch.ts'
export { createWitness, type WitnessAnswer } from './witness.ts'
