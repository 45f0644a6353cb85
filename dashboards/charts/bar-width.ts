/** Trouble shorter than this share of the range, in percent, is drawn wider than to scale. */
const TO_SCALE = 1.5
/** The narrowest bar, in percent of the lane: one minute in a year stays visible. */
const LEAST = 0.2

/**
 * The width of a stretch of trouble in percent of its lane: to scale from 1.5 % on. Below that it falls with the square root of
 * the length, so that a short one can be seen and a longer one is still wider.
 * @param share its length in percent of the range
 */
export function troubleWidth(share: number): number {
  return share >= TO_SCALE ? share : Math.max(LEAST, Math.sqrt(share * TO_SCALE))
}
