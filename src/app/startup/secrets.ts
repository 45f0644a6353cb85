import type { Config } from '../../config/index.ts'
import { proxySecrets, secretsIn, type Target } from '../../core/index.ts'
import { createScrubber, type Scrubber } from '../../run/index.ts'

/** A scrubber that knows every secret of the configuration and of what is watched. */
export function scrubberFor(config: Config, targets: readonly Target[]): Scrubber {
  const scrubber = createScrubber()
  for (const secret of secretsIn([config, targets])) scrubber.add(secret.name, secret.reveal())
  for (const { name, value } of proxySecrets(config.proxy)) scrubber.add(name, value)
  return scrubber
}
