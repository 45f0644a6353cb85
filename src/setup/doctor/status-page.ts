import type { Target } from '../../core/index.ts'
import { PRODUCT_AGENT } from '../../package/index.ts'
import { createWitness, diffReadings, witnessLine } from '../../witness/index.ts'
import { type Check, ok, warn } from './check.ts'

/** Can the provider's status page be read, and which surfaces does it speak of. */
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
            'Doorwatch works without it; alerts will say that it cannot be read.',
          )
        }
        const { memory } = diffReadings(undefined, answer, target.statusComponents)
        const surfaces = [...new Set(memory.components.flatMap((component) => component.surfaces))].sort()
        if (surfaces.length === 0) {
          return warn(
            'it names no component that fits a door',
            'Say which: statusComponents: { api: ["…"] } in the target.',
          )
        }
        return ok(`says ${witnessLine(memory)}; it speaks of ${surfaces.join(', ')}`)
      },
    },
  ]
}
