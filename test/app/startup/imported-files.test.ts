import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filesOf } from '../../../src/app/startup/imported-files.ts'
import { newFolder } from '../../support/folder.ts'

/** Writes files by path, and gives the paths of those that the first one consists of. */
function namesOf(texts: Readonly<Record<string, string>>): readonly string[] {
  const root = newFolder('imports')
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(join(root, name, '..'), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return filesOf(join(root, Object.keys(texts)[0] ?? '')).map(({ path }) => relative(root, path))
}

describe('the files of a probe', () => {
  it.each([
    ["import { a } from './a.ts'", 'a.ts'],
    ["import {\n  a,\n  b,\n} from './a'", 'a.ts'],
    ["import './a.js'", 'a.ts'],
    ["export * from './a.mjs'", 'a.mts'],
    ["const a = await import('./deep/a.ts')", 'deep/a.ts'],
    ["const a = require('./a.json')", 'a.json'],
    ["import a from './folder'", 'folder/index.ts'],
    ['import a from "./a.ts" with { type: \'text\' }', 'a.ts'],
  ])('are those that it imports: %s', (text, imported) => {
    expect(namesOf({ 'main.ts': text, [imported]: 'export {}' })).toEqual(['main.ts', imported])
  })

  it('are no packages, no files that are missing, and each file once, also in a circle', () => {
    const texts = {
      'main.ts': "import 'node:fs'\nimport { probe } from 'doorwatch/probe'\nimport './gone.ts'\nimport './a.ts'",
      'a.ts': "import './main.ts'\nimport './b.ts'",
      'b.ts': "import './a.ts'\nimport './b.ts'",
      'doorwatch/probe.ts': '',
    }
    expect(namesOf(texts)).toEqual(['main.ts', 'a.ts', 'b.ts'])
    expect(filesOf('/nowhere/at/all.ts')).toEqual([])
  })

  it('are bounded', () => {
    const texts = Object.fromEntries(
      Array.from({ length: 300 }, (_none, index) => [`f${index}.ts`, `import './f${index + 1}.ts'`]),
    )
    expect(namesOf(texts)).toHaveLength(200)
  })

  it('are all that can be reached, whatever imports what', () => {
    const edges = fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 12 })
    fc.assert(
      fc.property(edges, (pairs) => {
        const importsOf = (file: number) => pairs.filter(([from]) => from === file).map(([, to]) => to)
        const reached = new Set([0])
        for (const file of reached) for (const other of importsOf(file)) reached.add(other)
        const texts = Object.fromEntries(
          [0, 1, 2, 3, 4, 5].map((file) => [
            `f${file}.ts`,
            importsOf(file)
              .map((other) => `import './f${other}.ts'`)
              .join('\n'),
          ]),
        )
        expect(
          namesOf(texts)
            .map((name) => basename(name))
            .toSorted(),
        ).toEqual([...reached].map((file) => `f${file}.ts`).toSorted())
      }),
      { numRuns: 30 },
    )
  })
})
