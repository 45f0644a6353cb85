// The provider's own status page as a witness: what it says, since when, and whether it can be heard at all.
// Takes an address, gives changes and one line of text. Promises: never decides; a page that cannot be read is never
// taken for a page that says all is well.

export { diffReadings } from './diff.ts'
export { witnessLine } from './line.ts'
export { type PageReading, type PageText, readStatusPage } from './parse.ts'
export { mapSurfaces, type SurfaceComponents } from './surfaces.ts'
export { type WatchDeps, type WitnessStore, type WitnessWatch, watchWitness } from './watch.ts'
export { createWitness, type Witness, type WitnessAnswer, type WitnessOptions } from './witness.ts'
