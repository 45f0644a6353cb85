import { createScrubber, type Scrubber } from '../../run/secrets/scrub.ts'
import type { Entry } from './route.ts'

/** Takes the key of a gateway out of what it answered: an error may repeat the key, and the route matrix shows errors. */
export function keyScrubber({ key }: Pick<Entry, 'key'>): Scrubber {
  const scrubber = createScrubber()
  scrubber.add('the key of the gateway', key)
  return scrubber
}
