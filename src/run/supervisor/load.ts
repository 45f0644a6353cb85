import { join } from 'node:path'
import { stop as stopBundler } from 'esbuild'
import { BundleError, bundleModule } from '../../bundle/index.ts'
import { MonitorError, messageOf, type Problem } from '../../core/index.ts'
import type { FoundProbe, RunnerSetup } from '../protocol/protocol.ts'
import type { EngineOptions } from './engine-types.ts'
import type { Fleet } from './fleet.ts'
import { RunnerLost } from './runner-lost.ts'

type Modules = RunnerSetup['modules']

interface Loaded {
  readonly probes: readonly FoundProbe[]
  readonly problems: readonly Problem[]
}

/**
 * Bundles the probe files and loads them in a runner: their code never runs in this process. A file that takes its runner
 * down at load is a problem, and the others are loaded without it.
 * @throws MonitorError code `runner` where no runner can be started
 */
export async function loadProbes(options: EngineOptions, fleet: Fleet): Promise<Loaded> {
  const problems: Problem[] = []
  let modules = await bundleAll(options, problems)
  let deaths = 0
  for (;;) {
    try {
      const loaded = await fleet.begin(modules).loaded
      return { probes: loaded.probes, problems: [...problems, ...loaded.problems] }
    } catch (error) {
      if (!(error instanceof RunnerLost) || error.how === 'stopped') throw cannotStart(error)
      const { loading } = error
      if (wasKilled(error)) {
        // Where a file made the system kill it (memory), the next runner is killed too.
        deaths += 1
        if (deaths < MAX_DEATHS) continue
      }
      if (loading === undefined) throw cannotStart(error)
      deaths = 0
      problems.push(takesRunnerDown(loading, error))
      modules = modules.filter(({ file }) => file !== loading)
    }
  }
}

/** How many runners are killed at load before the file being loaded is held responsible. */
const MAX_DEATHS = 3

const wasKilled = ({ signal }: RunnerLost) => signal !== undefined

async function bundleAll(options: EngineOptions, problems: Problem[]): Promise<Modules> {
  const modules: { file: string; module: string }[] = []
  for (const file of options.probeFiles) {
    try {
      modules.push({ file, module: await bundleModule(file, join(options.stateDir, 'cache')) })
    } catch (error) {
      if (!(error instanceof BundleError)) throw error
      problems.push({
        source: file,
        path: error.place.slice(file.length + 1) || 'module',
        expected: 'a file that can be read as TypeScript',
        got: error.message,
        ...(error.hint ? { hint: error.hint } : {}),
      })
    }
  }
  // The bundler keeps a process running, which nothing needs until the next start.
  await stopBundler()
  return modules
}

function takesRunnerDown(file: string, { how, message }: RunnerLost): Problem {
  const words =
    how === 'unloaded'
      ? {
          expected: 'a file that loads',
          got: `it does not finish loading: ${message}`,
          hint: 'A top-level await in this file, or in one it imports, never settles. Do that work inside the probe.',
        }
      : {
          expected: 'a file that can be imported',
          got: `loading it ended the process: ${message}`,
          hint: 'Code outside the probe runs when the file is loaded: look for an endless loop or a process.exit there.',
        }
  return { source: file, path: 'module', ...words }
}

function cannotStart(cause: unknown): MonitorError {
  const why = messageOf(cause)
  return new MonitorError('runner', `the runner process could not be started: ${why}`, {
    hint: 'Check that the machine has free memory. In a checkout, run "npm run build" first.',
    cause,
  })
}
