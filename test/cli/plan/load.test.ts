import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { textOf } from '../../architecture/source.ts'

/** The modules that a file loads at once: imports of types and `await import(…)` are left out. */
function importsOf(file: string): readonly string[] {
  const statements = textOf(file).matchAll(/^(?:import|export) (?!type )([^;]*?)from '([^']+)'/gms)
  return [...statements].flatMap(([, names = '', path = '']) => {
    const list = names.replace(/[{}\s]+/g, ' ').trim()
    const isOnlyTypes = names.includes('{') && list.split(',').every((name) => /^\s*(type .*)?$/.test(name))
    return isOnlyTypes ? [] : [path]
  })
}

/** Every module that these files load, packages by their names. */
function loadedBy(...files: readonly string[]): ReadonlySet<string> {
  const loaded = new Set<string>(files)
  for (const file of loaded) {
    if (!file.startsWith('src/')) continue
    for (const path of importsOf(file)) loaded.add(path.startsWith('.') ? join(dirname(file), path) : path)
  }
  return loaded
}

describe('doorwatch plan', () => {
  const plan = loadedBy('src/cli/all-commands.ts', 'src/cli/commands/plan.ts')

  it('loads neither query builder nor bundler nor judge, each of which takes longer than the plan itself', () => {
    const heavy = [
      'kysely',
      'esbuild',
      'playwright',
      'hono',
      'src/store/open.ts',
      'src/judge/index.ts',
      'src/app/app.ts',
    ]
    expect(heavy.filter((module) => plan.has(module))).toEqual([])
  })

  it('loads the reader of the plan and what checks the configuration, as other commands load the query builder', () => {
    expect(['src/store/plan-reader.ts', 'better-sqlite3', 'zod'].filter((module) => !plan.has(module))).toEqual([])
    expect(loadedBy('src/cli/commands/status.ts').has('kysely')).toBe(true)
  })
})
