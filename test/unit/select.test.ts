import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PACKAGE_ROOT } from '../../src/package/index.ts'
import { newFolder } from '../support/folder.ts'
import { importsIn, pathToProcess, testsIn, unitTests } from './select.ts'

function folderOf(files: Readonly<Record<string, string>>): string {
  const root = newFolder('unit')
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

describe('the imports of a module', () => {
  it.each([
    ["import { a } from 'a'", ['a']],
    ["import {\n  a,\n  type B,\n} from './a.ts'", ['./a.ts']],
    ["import 'a'", ['a']],
    ["export * from './a.ts'", ['./a.ts']],
    ["const a = await import('a')", ['a']],
    ["import type { A } from 'a'", []],
    ["import { type A, type B } from 'a'", []],
    ["export type { A } from 'a'", []],
    ['const text = "import of \'a\'"', []],
  ])('of %j are %j', (text, imports) => {
    expect(importsIn(text)).toEqual(imports)
  })
})

describe('the selection of unit tests', () => {
  it('leaves out what starts a process, directly or by way of other modules', () => {
    const root = folderOf({
      'test/pure.test.ts': "import '../src/pure.ts'",
      'test/types.test.ts': "import type { A } from '../src/spawns.ts'",
      'test/direct.test.ts': "import { spawn } from 'node:child_process'",
      'test/deep/far.test.tsx': "import { a } from '../helper.ts'",
      'test/helper.ts': "export * from '../src/index.ts'",
      'src/index.ts': "export { a } from './spawns.ts'\nexport * from '../test/helper.ts'",
      'src/spawns.ts': "import { fork } from 'node:child_process'\nexport const a = fork",
      'src/pure.ts': "import { join } from 'node:path'",
    })
    expect(unitTests(root)).toEqual(['test/pure.test.ts', 'test/types.test.ts'])
    expect(pathToProcess(root, 'test/deep/far.test.tsx')).toEqual([
      'test/deep/far.test.tsx',
      'test/helper.ts',
      'src/index.ts',
      'src/spawns.ts',
      'node:child_process',
    ])
  })

  it('is more than half of all tests, the judge and this one among them, and none from end to end', () => {
    const selected = unitTests(PACKAGE_ROOT)
    expect(selected.length).toBeGreaterThan(testsIn(PACKAGE_ROOT).length / 2)
    expect(selected).toEqual(expect.arrayContaining(['test/judge/properties.test.ts', 'test/unit/select.test.ts']))
    expect(selected.filter((file) => /^test\/(e2e|chaos\/chaos|clients)/.test(file))).toEqual([])
  })
})
