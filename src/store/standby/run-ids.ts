/**
 * Ids of runs as the worker holds them: a positive one is of the database, a negative one of the standby database. Once the
 * standby's runs are in the database, their ids there are remembered for runs that are still under way.
 */
export interface RunIds {
  /** The id that stands for a run of the standby. */
  ofStandby(id: number): number
  /** The run of the standby that an id stands for; undefined where it is of the database. */
  inStandby(id: number): number | undefined
  /** The id in the database; undefined where the run was never written there. */
  inDatabase(id: number): number | undefined
  written(id: number, inDatabase: number): void
}

export function createRunIds(): RunIds {
  const ids = new Map<number, number>()
  return {
    ofStandby: (id) => -id,
    inStandby: (id) => (id < 0 ? -id : undefined),
    inDatabase: (id) => (id < 0 ? ids.get(id) : id),
    written: (id, inDatabase) => void ids.set(id, inDatabase),
  }
}
