import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cyclesIn, IMPORTS, type Import, SOURCES, textOf } from './source.ts'

/**
 * Which folder may import from which. Stages share the types of core and are joined in app; an arrow that is not here is
 * a failing test, and an arrow here without an import is one too.
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  sites: [],
  continuity: ['core'],
  judge: ['core'],
  machine: ['core'],
  net: ['core'],
  export: ['core'],
  notify: ['core'],
  package: ['core'],
  schedule: ['core'],
  witness: ['core'],
  backtest: ['core', 'judge', 'package'],
  bundle: ['core', 'package'],
  dashboards: ['core', 'package'],
  probe: ['core', 'sites'],
  report: ['continuity', 'core', 'costs', 'dashboards', 'drill', 'slo'],
  slo: ['core'],
  store: ['core', 'judge', 'package'],
  budget: ['core', 'schedule', 'store'],
  config: ['bundle', 'core', 'package'],
  sandbox: ['core', 'machine', 'package'],
  web: ['continuity', 'core', 'costs', 'export', 'machine', 'report', 'slo'],
  readiness: ['continuity', 'core'],
  drill: ['continuity', 'core', 'sandbox'],
  failover: ['core', 'fault-proxy', 'run'],
  'fault-proxy': ['core', 'machine', 'sandbox'],
  costs: ['continuity', 'core'],
  probes: ['config', 'core', 'run', 'sandbox'],
  run: ['bundle', 'core', 'machine', 'net', 'package', 'probe', 'sites'],
  setup: ['config', 'core', 'machine', 'net', 'notify', 'package', 'run', 'store', 'witness'],
  app: [
    'budget',
    'config',
    'continuity',
    'core',
    'costs',
    'drill',
    'export',
    'judge',
    'machine',
    'net',
    'notify',
    'package',
    'readiness',
    'run',
    'sandbox',
    'schedule',
    'store',
    'web',
    'witness',
  ],
  cli: [
    'app',
    'backtest',
    'budget',
    'config',
    'continuity',
    'core',
    'costs',
    'drill',
    'failover',
    'fault-proxy',
    'judge',
    'machine',
    'net',
    'notify',
    'package',
    'readiness',
    'report',
    'sandbox',
    'setup',
    'slo',
    'store',
  ],
}

/** `run` for src/run/…, `dashboards` for dashboards/…. */
function stageOf(file: string): string {
  const [first, second] = file.split('/')
  return first === 'src' ? (second as string) : (first as string)
}

/** Files that may be imported past their folder's index, and why. */
const ENTERED_DEEP: Readonly<Record<string, string>> = {
  'src/app/close-incident.ts': 'the index loads the whole worker, which closing an incident does without',
  'src/app/not-open.ts': 'the index loads the whole worker, which an error does without',
  'src/app/process/system-clock.ts': 'the index loads the whole worker, and every command needs a clock',
  'src/app/worker/policies.ts': 'the index loads the whole worker, which a question about its policy does without',
  'src/run/secrets/scrub.ts': 'the index loads the browsers, which taking a key out of a text does without',
  'src/sandbox/account/account.ts': 'the index loads the servers, and a Playwright test only needs the account',
  'src/store/plan-reader.ts': 'the index loads the query builder and the judge, which a plan does without',
  'src/probe/options.ts': 'the index loads Playwright, which has no place in the worker process',
}

/** Files that hand the environment on to a child process, or are one and take what they were given. */
const HAND_ON = [
  'src/run/browser/install.ts',
  'src/run/runner/main.ts',
  'src/sandbox/cli/',
  'probes/as-tests.spec.ts',
  'probes/sandbox-setup.ts',
]

const arrowOf = ({ file, target }: Import) => `${file} -> ${target}`

const crossing = IMPORTS.filter(({ file, target }) => stageOf(file) !== stageOf(target))

/** A folder's index stands for itself: it shows the folder's parts, and no part imports it. */
const roomOf = (file: string) => (/\/index\.tsx?$/.test(file) ? file : dirname(file))

describe('the structure of the code', () => {
  it('has no arrow between folders that the table does not allow', () => {
    const forbidden = crossing.filter(({ file, target }) => !ALLOWED[stageOf(file)]?.includes(stageOf(target)))
    expect(forbidden.map(arrowOf)).toEqual([])
  })

  it('has no arrow in the table without an import', () => {
    const used = new Set(crossing.map(({ file, target }) => `${stageOf(file)} -> ${stageOf(target)}`))
    const unused = Object.entries(ALLOWED).flatMap(([from, to]) =>
      to.map((one) => `${from} -> ${one}`).filter((arrow) => !used.has(arrow)),
    )
    expect(unused).toEqual([])
  })

  it('enters another folder only through an index, or where it says why', () => {
    const deep = crossing
      .filter(({ target }) => !/^(src\/.*\/index\.ts|dashboards\/([\w-]+\/)?[\w-]+\.tsx?)$/.test(target))
      .filter(({ target }) => !(target in ENTERED_DEEP))
    expect(deep.map(arrowOf)).toEqual([])
    expect(Object.keys(ENTERED_DEEP).filter((file) => !crossing.some(({ target }) => target === file))).toEqual([])
  })

  it('has no import cycle between files', () => {
    expect(cyclesIn(IMPORTS.map(({ file, target }) => [file, target] as const))).toEqual([])
  })

  it('has no import cycle between folders and sub-folders', () => {
    const arrows = IMPORTS.map(({ file, target }) => [roomOf(file), roomOf(target)] as const)
    expect(cyclesIn(arrows.filter(([from, to]) => from !== to))).toEqual([])
  })

  it('reads the environment in config and the command line; elsewhere it is only handed on', () => {
    const readers = SOURCES.filter((file) => /process\.env\b/.test(textOf(file))).filter(
      (file) => !['src/config/', 'src/cli/', ...HAND_ON].some((allowed) => file.startsWith(allowed)),
    )
    expect(readers).toEqual([])
  })
})
