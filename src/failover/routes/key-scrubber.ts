import { createScrubber, type Scrubber } from '../../run/secrets/scrub.ts'
import type { Entry } from './route.ts'

/** Removes the key of a gateway from its answers: an error may repeat the key, and the route matrix shows errors. */
export function keyScrubber({ key }: Pick<Entry, 'key'>): Scrubber {
  const scrubber = createScrubber()
  scrubber.add('the key of the gateway', key)
  return scrubber
}
