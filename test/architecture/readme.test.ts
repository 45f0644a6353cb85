import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PACKAGE_ROOT } from '../../src/package/index.ts'
import { textOf } from './source.ts'

const README = textOf('src/README.md')

/** What looks like a path and is the name of a module. */
const MODULES = ['doorwatch/probe']

/** Texts in backticks that are paths, as in `config/schema.ts` and `core/`. */
const PATHS = [...README.matchAll(/`([\w.-]+(?:\/[\w.-]*)+)`/g)].flatMap(([, path]) => path ?? [])
const LINKS = [...README.matchAll(/\]\(([^)#]+)\)/g)].flatMap(([, path]) => path ?? [])

/** Paths of the README begin in src/ or at the root of the package. */
function exists(path: string): boolean {
  return existsSync(join(PACKAGE_ROOT, 'src', path)) || existsSync(join(PACKAGE_ROOT, path))
}

describe('src/README.md', () => {
  it('names only files and folders that exist', () => {
    expect(PATHS.length).toBeGreaterThan(50)
    expect(PATHS.filter((path) => !MODULES.includes(path) && !exists(path))).toEqual([])
    expect(LINKS.filter((path) => !existsSync(join(PACKAGE_ROOT, 'src', path)))).toEqual([])
  })

  it('has every folder of src/ in its table, and no other', () => {
    const rows = [...README.matchAll(/^\| `([\w-]+)\/` \|/gm)].flatMap(([, folder]) => folder ?? [])
    const folders = readdirSync(join(PACKAGE_ROOT, 'src'), { withFileTypes: true })
    expect(rows.toSorted()).toEqual(
      folders
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .toSorted(),
    )
  })

  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
    const named = [...README.matchAll(/npm run ([\w:-]+)/g)].flatMap(([, name]) => name ?? [])
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })
})
