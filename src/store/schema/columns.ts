// Constants and JSON of columns, beyond codes and names.

/** `span` of a sum. */
export const HOURS = 0
export const DAYS = 1

/** `seq` of the run's own failure among those of its steps. */
export const RUN_SEQ = -1

/** The `measure` of a sum that stands for the step's own duration; ids of names begin at 1. */
export const STEP_TIME_ID = 0

/** Counts or values of a JSON column; empty for NULL. */
export function numbersIn(json: string | null): Readonly<Record<string, number>> {
  return json === null ? {} : (JSON.parse(json) as Record<string, number>)
}

/** Counts or values for a JSON column; NULL where there are none. */
export function jsonUnlessEmpty(numbers: Readonly<Record<string, number>>): string | null {
  return Object.keys(numbers).length === 0 ? null : JSON.stringify(numbers)
}
