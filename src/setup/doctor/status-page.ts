import type { Target } from '../../core/index.ts'
import { PRODUCT_AGENT } from '../../package/index.ts'
import { createWitness, diffReadings, witnessLine } from '../../witness/index.ts'
import { type Check, ok, warn } from './check.ts'

/** Checks that the provider's status page can be read, and reports the surfaces it covers. */
export function statusPageChecks(
  target: Target,
  scrub: (json: unknown) => unknown,
  fetcher: typeof fetch = fetch,
): readonly Check[] {
  const { statusPage } = target
  if (statusPage === undefined) return []
  const clock = { now: () => Date.now() }
  const witness = createWitness({
    url: statusPage,
    fetch: fetcher,
    clock,
    random: Math.random,
    userAgent: PRODUCT_AGENT,
    scrub,
  })
  return [
    {
      name: `${target.name}/status page`,
      async run(signal) {
        const answer = await witness.read([], signal)
        if (answer?.kind !== 'read') {
          const why = answer?.kind === 'unreadable' ? answer.message : 'no answer'
          return warn(
            `${statusPage} cannot be read (${why})`,
            'Doorwatch works without it, and alerts say that it cannot be read. Correct statusPage, or set it to false in a preset.',
          )
        }
        const { memory } = diffReadings(undefined, answer, target.statusComponents)
        const surfaces = [...new Set(memory.components.flatMap((component) => component.surfaces))].sort()
        if (surfaces.length === 0) {
          return warn(
            'none of its components matches a door',
            'Match them in the target: statusComponents: { api: ["name of the component"] }.',
          )
        }
        return ok(`says ${witnessLine(memory)}; it covers ${surfaces.join(', ')}`)
      },
    },
  ]
}
