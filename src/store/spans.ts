/** The two lengths of time that runs are summed over, as the tables name them. */
export const HOURS = 0
export const DAYS = 1
/** Stands among the measures of a sum for the time of the step itself; names are numbered from 1. */
export const STEP_TIME_ID = 0
