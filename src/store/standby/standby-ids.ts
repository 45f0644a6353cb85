/** More rows than a standby database ever has. */
const SPAN = 1_000_000_000

/**
 * Ids outside of the store: a positive one is of the database, a negative one of a standby database. Standbys follow one
 * another; an id names the one it belongs to.
 */
export interface StandbyIds {
  /** A new standby begins. */
  next(): void
  /** The id that stands for a row of the standby in use. */
  encode(id: number): number
  /** The row of the standby in use that an id stands for; undefined where it is of the database or of an earlier standby. */
  decode(id: number): number | undefined
}

export function createStandbyIds(): StandbyIds {
  let generation = 0
  return {
    next() {
      generation += 1
    },
    encode: (id) => -(generation * SPAN + id),
    decode(id) {
      const row = -id - generation * SPAN
      return id < 0 && row > 0 && row < SPAN ? row : undefined
    },
  }
}
