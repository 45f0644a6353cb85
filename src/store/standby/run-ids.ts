import type { StandbyIds } from './standby-ids.ts'

/** Ids of runs as the worker holds them, also after their standby is given up. */
export interface RunIds {
  ofStandby(id: number): number
  /** The run of the standby in use that an id stands for; undefined where there is none. */
  inStandby(id: number): number | undefined
  /** The id in the database; undefined where the run was never written there. */
  inDatabase(id: number): number | undefined
  written(id: number, inDatabase: number): void
  /** Drops a run that is finished in the database. */
  finished(id: number): void
}

export function createRunIds(standbyIds: StandbyIds): RunIds {
  const ids = new Map<number, number>()
  return {
    ofStandby: (id) => standbyIds.encode(id),
    inStandby: (id) => standbyIds.decode(id),
    inDatabase: (id) => (id < 0 ? ids.get(id) : id),
    written: (id, inDatabase) => void ids.set(id, inDatabase),
    finished: (id) => void ids.delete(id),
  }
}
