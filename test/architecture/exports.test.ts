import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PACKAGE_ROOT } from '../../src/package/index.ts'
import { textsOf, unusedExports } from './exports.ts'
import { SOURCES, TESTS } from './source.ts'

/** Modules that users import: their exports are the public surface. */
const PUBLIC: ReadonlySet<string> = new Set(
  Object.values(
    (
      JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as {
        exports: Record<string, { types: string }>
      }
    ).exports,
  ).map(({ types }) => join(types)),
)

const unusedIn = (texts: Readonly<Record<string, string>>, entries?: readonly string[]) =>
  unusedExports(new Map(Object.entries(texts)), new Set(entries))

describe('the exports of the code', () => {
  it('are all imported by another module, except those of users and defaults, which are loaded by path', () => {
    expect(PUBLIC).toEqual(new Set(['src/config/define.ts', 'src/probe/index.ts']))
    const unused = unusedExports(textsOf([...SOURCES, ...TESTS]), PUBLIC)
    expect(unused.filter((name) => !name.endsWith(': default'))).toEqual([])
  })

  it('count as used where another module imports them, by a statement, a type or import()', () => {
    const a =
      'export const one = 1\nexport type Two = 2\nexport interface Three {}\nexport function four() { return one }\n'
    expect(unusedIn({ 'a.ts': a })).toEqual(['a.ts: Three', 'a.ts: Two', 'a.ts: four', 'a.ts: one'])
    expect(unusedIn({ 'a.ts': a, 'b/c.ts': "import { one as uno, type Two } from '../a.ts'" })).toEqual([
      'a.ts: Three',
      'a.ts: four',
    ])
    expect(unusedIn({ 'a.ts': a, 'b.ts': "import * as all from './a.ts'" })).toEqual([])
    expect(unusedIn({ 'a.ts': a, 'b.ts': "(await import('./a.ts')).four()" })).toEqual([
      'a.ts: Three',
      'a.ts: Two',
      'a.ts: one',
    ])
    expect(unusedIn({ 'a.ts': a, 'b.ts': "const { one, four: vier } = await import('./a.ts')" })).toEqual([
      'a.ts: Three',
      'a.ts: Two',
    ])
    expect(unusedIn({ 'a.ts': a, 'b.ts': "type T = import('./a.ts').Three" })).toHaveLength(3)
    expect(unusedIn({ 'a.ts': a, 'b.ts': "const load = () => import('./a.ts')" })).toEqual([])
  })

  it('that a module passes on are used only where they are used from there', () => {
    const texts = {
      'a/one.ts': 'export const one = 1',
      'a/two.ts': 'export const two = 2\nexport const three = 3',
      'a/index.ts': "export { one as uno } from './one.ts'\nexport * from './two.ts'",
    }
    expect(unusedIn(texts)).toEqual(['a/index.ts: uno', 'a/one.ts: one', 'a/two.ts: three', 'a/two.ts: two'])
    const user = "import { three, uno } from './a/index.ts'"
    expect(unusedIn({ ...texts, 'b.ts': user })).toEqual(['a/two.ts: two'])
    expect(unusedIn(texts, ['a/index.ts'])).toEqual([])
  })

  it('are followed through modules that pass on each other', () => {
    const texts = {
      'a.ts': "export * from './b.ts'\nexport const one = 1",
      'b.ts': "export * from './a.ts'\nexport const two = 2",
      'c.ts': "import { two } from './a.ts'",
    }
    expect(unusedIn(texts)).toEqual(['a.ts: one'])
  })

  it('are the default of a module as well', () => {
    expect(unusedIn({ 'a.ts': 'export default 1', 'b.ts': "import one from './a.ts'" })).toEqual([])
    expect(unusedIn({ 'a.ts': 'export default 1' })).toEqual(['a.ts: default'])
  })
})
