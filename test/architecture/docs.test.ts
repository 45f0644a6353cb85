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

describe('the documentation', () => {
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
