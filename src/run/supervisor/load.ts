import { join } from 'node:path'
import { stop as stopBundler } from 'esbuild'
import { BundleError, bundleModule } from '../../bundle/index.ts'
import { MonitorError, type Problem } from '../../core/index.ts'
import type { FoundProbe, RunnerSetup } from '../protocol/protocol.ts'
import type { EngineOptions } from './engine-types.ts'
import type { Fleet } from './fleet.ts'
import { RunnerLost } from './runner-lost.ts'

type Modules = RunnerSetup['modules']

interface Loaded {
  readonly found: readonly FoundProbe[]
  readonly problems: readonly Problem[]
}

/**
 * Bundles the probe files and loads them in a runner; their code never runs in this process. A file that does not come
 * back from loading is left out, and said.
 * @throws MonitorError code `runner` where no runner can be started
 */
export async function loadProbes(options: EngineOptions, fleet: Fleet): Promise<Loaded> {
  const problems: Problem[] = []
  let modules = await bundleAll(options, problems)
  let deaths = 0
  for (;;) {
    try {
      const loaded = await fleet.begin(modules).loaded
      return { found: loaded.probes, problems: [...problems, ...loaded.problems] }
    } catch (error) {
      if (!(error instanceof RunnerLost) || error.how === 'stopped') throw cannotStart(error)
      const { loading } = error
      if (isKilledFromOutside(error)) {
        // A file may be what made the system kill it (memory): then it dies again.
        deaths += 1
        if (deaths < MAX_DEATHS) continue
      }
      if (loading === undefined) throw cannotStart(error)
      deaths = 0
      problems.push(neverLoaded(loading, error))
      modules = modules.filter(({ file }) => file !== loading)
    }
  }
}

/** Runners that are killed from outside while they load before what is being loaded is held responsible. */
const MAX_DEATHS = 3

const isKilledFromOutside = ({ signal }: RunnerLost) => signal !== undefined

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
  // The bundler keeps a process of its own; nothing needs it until the next start.
  await stopBundler()
  return modules
}

function neverLoaded(file: string, lost: RunnerLost): Problem {
  if (lost.how === 'unloaded') {
    return {
      source: file,
      path: 'module',
      expected: 'a file that loads',
      got: `loading it hangs: ${lost.message}`,
      hint: 'A top-level await in this file, or in one it imports, never settles. Do that work inside the probe.',
    }
  }
  return {
    source: file,
    path: 'module',
    expected: 'a file that can be imported',
    got: `loading it ended the process: ${lost.message}`,
    hint: 'Code outside the probe runs when the file is loaded: look for an endless loop or a process.exit there.',
  }
}

function cannotStart(cause: unknown): MonitorError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new MonitorError('runner', `the runner process could not be started: ${why}`, {
    hint: 'Run "npm run build", and see that the machine has memory left.',
    cause,
  })
}
