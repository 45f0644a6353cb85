import { join } from 'node:path'
import { bundleModule } from '../../bundle/index.ts'
import { ConfigError, probeId, type Target } from '../../core/index.ts'
import { PACKAGE_ROOT } from '../../package/index.ts'
import { loadModules } from '../runner/load.ts'
import { targetOfPlan } from '../runner/target-of-plan.ts'
import { type ProbeOverride, planProbes } from '../supervisor/plan.ts'
import { asPlaywrightTest, type TestPlan } from './as-test.ts'

interface ProbesToTest {
  readonly probeFiles: readonly string[]
  readonly targets: readonly Target[]
  readonly overrides: Readonly<Record<string, ProbeOverride>>
  readonly environment: TestPlan['environment']
  /** Folder for bundles. */
  readonly cacheDir: string
}

/**
 * Declares a test for every probe that the engine would plan: each for every target that has its doors.
 * @throws ConfigError with every probe file that cannot be used
 */
export async function declareTests(options: ProbesToTest): Promise<void> {
  const { targets, overrides, environment } = options
  const modules = await Promise.all(options.probeFiles.map((file) => moduleOf(file, options.cacheDir)))
  const { library, probes, problems } = await loadModules(modules, async () => {})
  const planned = planProbes(probes, targets, overrides)
  const all = [...problems, ...planned.problems]
  if (all.length > 0) throw new ConfigError('some probes cannot be used', all)
  for (const plan of planned.plans) {
    const probe = library.get(plan.file, plan.definition)
    const target = targetOfPlan(targets, plan)
    if (!probe || !target) continue
    const { timeoutMs, stepTimeoutMs } = plan
    asPlaywrightTest(probe, target, { title: probeId(plan), timeoutMs, stepTimeoutMs, environment })
  }
}

/**
 * A file of this package is left to Playwright's compiler, so that its UI shows the source. Other files are bundled,
 * because 'doorwatch/probe' does not resolve from there.
 */
async function moduleOf(file: string, cacheDir: string): Promise<{ readonly file: string; readonly module: string }> {
  const isOfPackage = file.startsWith(join(PACKAGE_ROOT, '/'))
  return { file, module: isOfPackage ? file : await bundleModule(file, cacheDir) }
}
