import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PACKAGE_ROOT } from '../../src/package/index.ts'
import { SOURCES, textOf } from './source.ts'

const FOLDERS = ['.', 'src', 'probes', 'dashboards', 'db', 'test']

/** Every Markdown file of the package, as paths from its root. */
const PAGES: readonly string[] = FOLDERS.flatMap((folder) =>
  readdirSync(join(PACKAGE_ROOT, folder), { recursive: folder !== '.', encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
)

/** Relative links of one page, without what follows #. */
function linksIn(page: string): readonly string[] {
  const text = readFileSync(join(PACKAGE_ROOT, page), 'utf8')
  return [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)]
    .map((match) => match[1] as string)
    .filter((link) => !/^\w+:/.test(link))
}

/** Names in backticks that look like files of the package: the user's, examples, the head of any folder, a module. */
const NOT_OURS =
  /^(?:\.doorwatch\/|my-probes\/|claude\/|doorwatch\.config\.ts$|doorwatch\/probe$|index\.ts$)|N(?:NNN|AME)/

/** Texts in backticks that are paths (`charts/axis.ts`, `db/`) or names of source files (`document.tsx`). */
function pathsIn(page: string): readonly string[] {
  const text = textOf(page)
  const quoted = [...text.matchAll(/`((?:[\w.-]+\/)+[\w.-]*|[\w.-]+\.(?:tsx?|sql|md|css|js))`/g)]
  return quoted.flatMap(([, path]) => path ?? []).filter((path) => !NOT_OURS.test(path))
}

/** Paths begin in the folder of the page, in src/ or at the root of the package. */
function exists(page: string, path: string): boolean {
  return [dirname(page), 'src', '.'].some((folder) => existsSync(join(PACKAGE_ROOT, folder, path)))
}

/** Commands of the command line, without subcommands. */
const COMMANDS = new Set(
  SOURCES.filter((file) => file.startsWith('src/cli/definitions/')).flatMap((file) =>
    [...textOf(file).matchAll(/add(?:Command|Configured)\(program, '([a-z]+)/g)].flatMap(([, name]) => name ?? []),
  ),
)

describe('the documentation', () => {
  it('names only files and folders that exist', () => {
    const paths = PAGES.filter((page) => page !== 'CHANGELOG.md').flatMap((page) =>
      pathsIn(page).map((path) => ({ page, path })),
    )
    expect(paths.length).toBeGreaterThan(100)
    expect(paths.filter(({ page, path }) => !exists(page, path))).toEqual([])
  })

  it('names only commands that doorwatch has', () => {
    const named = PAGES.filter((page) => page !== 'CHANGELOG.md').flatMap((page) =>
      [...textOf(page).matchAll(/doorwatch ([a-z]+)/g)].flatMap(([, name]) => name ?? []),
    )
    expect(named.length).toBeGreaterThan(30)
    expect([...new Set(named)].filter((name) => !COMMANDS.has(name))).toEqual([])
  })

  it('has no relative link that leads nowhere', () => {
    const broken = PAGES.flatMap((page) =>
      linksIn(page)
        .filter((link) => !existsSync(join(PACKAGE_ROOT, dirname(page), link)))
        .map((link) => `${page}: ${link}`),
    )
    expect(broken).toEqual([])
  })

  it('is found, with its links', () => {
    expect(PAGES).toEqual(expect.arrayContaining(['README.md', 'CHANGELOG.md', 'probes/README.md', 'src/README.md']))
    expect(linksIn('README.md')).toContain('probes/README.md')
  })

  it('says at the head of every entry file what its folder takes, gives and promises', () => {
    const entries = SOURCES.filter((file) => /^src\/.*\/index\.ts$/.test(file))
    expect(entries.length).toBeGreaterThan(20)
    expect(entries.filter((file) => !textOf(file).startsWith('// '))).toEqual([])
  })

  it('names only commands that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>
    }
    const named = PAGES.filter((page) => page !== 'CHANGELOG.md').flatMap((page) =>
      [...readFileSync(join(PACKAGE_ROOT, page), 'utf8').matchAll(/npm run ([a-z]+(?::[a-z]+)*)/g)].map(
        ([, name]) => name,
      ),
    )
    expect(named.length).toBeGreaterThan(3)
    expect(named.filter((name) => !Object.hasOwn(scripts, name as string))).toEqual([])
  })
})
