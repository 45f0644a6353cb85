// How values lie in columns, beyond codes and names.

/** `span` of a sum. */
export const HOURS = 0
export const DAYS = 1

/** `seq` of the run's own failure among those of its steps. */
export const RUN_SEQ = -1

/** Stands among the measures of a sum for the time of the step itself; names are numbered from 1. */
export const STEP_TIME_ID = 0

/** Counts or values as they are kept in a column of JSON; none where there is nothing. */
export function numbersIn(json: string | null): Readonly<Record<string, number>> {
  return json === null ? {} : (JSON.parse(json) as Record<string, number>)
}

/** The opposite: nothing is kept as NULL. */
export function jsonUnlessEmpty(numbers: Readonly<Record<string, number>>): string | null {
  return Object.keys(numbers).length === 0 ? null : JSON.stringify(numbers)
}
