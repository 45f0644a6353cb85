import { join } from 'node:path'
import type { CadenceOverride, Config } from '../../config/index.ts'
import { SANDBOX_NAME, sandboxTarget } from '../../config/presets/index.ts'
import type { Budget, Problem, Target } from '../../core/index.ts'
import { PACKAGE_ROOT } from '../../package/index.ts'
import type { ProbeNames } from '../../run/index.ts'
import { SANDBOX_ACCOUNT } from '../../sandbox/index.ts'
import { withSandboxCadences } from './sandbox-cadences.ts'
import type { SandboxLink } from './sandbox-link.ts'
import { unknownNames } from './unknown-names.ts'

/** The targets that are watched, and the cadences that the configuration changes. */
interface Watched {
  readonly targets: readonly Target[]
  readonly overrides: Readonly<Record<string, CadenceOverride>>
  /** A problem for each name of the configuration that is not among these. */
  unknownIn(loaded: ProbeNames): readonly Problem[]
}

/** Addresses in place of those of a sandbox that does not run. */
const NOWHERE = { url: 'http://127.0.0.1:0', controlUrl: 'http://127.0.0.1:0' }

/**
 * The targets of a configuration, and the sandbox where it is one of them. Without `sandbox`,
 * where it runs, its addresses lead nowhere: enough to list the probes.
 */
export function watchedBy(config: Config, sandbox: Pick<SandboxLink, 'url' | 'controlUrl'> = NOWHERE): Watched {
  const targetNames = [SANDBOX_NAME, ...config.targets.map(({ name }) => name)]
  const unknownIn = (loaded: ProbeNames) => unknownNames(config, targetNames, loaded)
  if (!config.sandbox) return { targets: config.targets, overrides: config.cadences, unknownIn }
  return {
    targets: [describeSandbox(sandbox, config.sandboxBudget), ...config.targets],
    overrides: withSandboxCadences(config.cadences),
    unknownIn,
  }
}

function describeSandbox({ url, controlUrl }: typeof NOWHERE, budget: Budget | undefined): Target {
  const cliEntry = join(PACKAGE_ROOT, 'dist/src/sandbox/cli/main.js')
  const target = sandboxTarget({ url, controlUrl, account: SANDBOX_ACCOUNT, cliEntry })
  return budget ? { ...target, budget } : target
}
