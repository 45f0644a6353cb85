import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PACKAGE_ROOT } from '../../src/core/index.ts'

/**
 * Which folder may import from which. Stages share the words of core and are joined in app; an arrow that is not here is
 * a failing test, and an arrow here that nobody uses is one too.
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  bundle: ['core'],
  config: ['bundle', 'core', 'targets'],
  mailbox: ['core', 'sites'],
  probe: ['core', 'mailbox'],
  targets: ['core'],
  witness: ['core'],
  schedule: ['core'],
  sites: [],
  net: ['core'],
  run: ['bundle', 'core', 'net', 'probe', 'sites'],
  store: ['core'],
  judge: ['core'],
  notify: ['core'],
  report: ['core', 'dashboards'],
  dashboards: ['core'],
  machine: [],
  web: ['core', 'machine', 'report'],
  sandbox: ['core', 'machine'],
  init: ['core'],
  doctor: ['config', 'core', 'machine', 'net', 'notify', 'run', 'store', 'witness'],
  app: ['config', 'core', 'judge', 'net', 'notify', 'run', 'sandbox', 'schedule', 'store', 'targets', 'web', 'witness'],
  cli: ['app', 'config', 'core', 'doctor', 'init', 'judge', 'net', 'report', 'sandbox', 'store'],
}

interface Import {
  readonly file: string
  readonly target: string
}

const FILES = ['src', 'dashboards'].flatMap((folder) =>
  readdirSync(join(PACKAGE_ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(PACKAGE_ROOT, folder, name)),
)

const IMPORTS: readonly Import[] = FILES.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map((match) => ({
    file,
    target: resolve(dirname(file), match[1] as string),
  })),
)

/** `run` for src/run/…, `dashboards` for dashboards/…. */
function stageOf(file: string): string {
  const [first, second] = relative(PACKAGE_ROOT, file).split('/')
  return first === 'src' ? (second as string) : (first as string)
}

/** Files that may be imported past their folder's index, and why. */
const ENTERED_DEEP: Readonly<Record<string, string>> = {
  'src/app/close-incident.ts': 'the index loads the whole worker, which closing an incident does without',
  'src/app/policies.ts': 'the index loads the whole worker, which a question about its policy does without',
  'src/probe/options.ts': 'the index loads Playwright, which has no place in the worker process',
}

/** Files that hand the environment on to a child process, or are one and take what they were given. */
const HAND_ON = ['src/run/browser/install.ts', 'src/run/runner/main.ts', 'src/sandbox/cli/']

const arrowOf = ({ file, target }: Import) => `${relative(PACKAGE_ROOT, file)} -> ${relative(PACKAGE_ROOT, target)}`

const crossing = IMPORTS.filter(({ file, target }) => stageOf(file) !== stageOf(target))

describe('the structure of the code', () => {
  it('has no arrow between folders that the table does not allow', () => {
    const forbidden = crossing.filter(({ file, target }) => !ALLOWED[stageOf(file)]?.includes(stageOf(target)))
    expect(forbidden.map(arrowOf)).toEqual([])
  })

  it('has no arrow in the table that nobody uses', () => {
    const used = new Set(crossing.map(({ file, target }) => `${stageOf(file)} -> ${stageOf(target)}`))
    const unused = Object.entries(ALLOWED).flatMap(([from, to]) =>
      to.map((one) => `${from} -> ${one}`).filter((arrow) => !used.has(arrow)),
    )
    expect(unused).toEqual([])
  })

  it('enters another folder only through its index, or where it says why', () => {
    const deep = crossing
      .filter(({ target }) => !/\/(src\/\w+\/index\.ts|dashboards\/[\w-]+\.tsx?)$/.test(target))
      .filter(({ target }) => !(relative(PACKAGE_ROOT, target) in ENTERED_DEEP))
    expect(deep.map(arrowOf)).toEqual([])
    expect(
      Object.keys(ENTERED_DEEP).filter(
        (file) => !crossing.some(({ target }) => relative(PACKAGE_ROOT, target) === file),
      ),
    ).toEqual([])
  })

  it('has no import cycle', () => {
    expect(cycles()).toEqual([])
  })

  it('reads the environment in config and the command line; elsewhere it is only handed on', () => {
    const readers = FILES.filter((file) => /process\.env\b/.test(readFileSync(file, 'utf8')))
      .map((file) => relative(PACKAGE_ROOT, file))
      .filter((file) => !['src/config/', 'src/cli/', ...HAND_ON].some((allowed) => file.startsWith(allowed)))
    expect(readers).toEqual([])
  })
})

function cycles(): readonly string[] {
  const edges = new Map<string, string[]>()
  for (const { file, target } of IMPORTS) edges.set(file, [...(edges.get(file) ?? []), target])
  const done = new Set<string>()
  const found: string[] = []
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      found.push([...path.slice(path.indexOf(file)), file].map((one) => relative(PACKAGE_ROOT, one)).join(' -> '))
      return
    }
    if (done.has(file)) return
    for (const target of edges.get(file) ?? []) visit(target, [...path, file])
    done.add(file)
  }
  for (const file of FILES) visit(file, [])
  return found
}
