import { describe, expect, it } from 'vitest'
import { functionsIn, linesIn } from './sizes.ts'
import { SOURCES, TESTS, textOf } from './source.ts'

const LONGEST_FILE = 250
const LONGEST_FUNCTION = 60
const MOST_PARAMETERS = 5

/** What is larger for now. An entry whose cause is gone fails, so this list can only shrink. */
const LARGER_FILES: readonly string[] = []
const LARGER_FUNCTIONS: readonly string[] = [
  // The next two run inside pages and travel there as their own text: a helper outside would not travel with them.
  'src/probe/page-text.ts: readPageText',
  'src/run/observer/page-script.ts: installPageObserver',
]
const MORE_PARAMETERS: readonly string[] = []

const FUNCTIONS = SOURCES.flatMap((file) => functionsIn(file))

describe('the size of the code', () => {
  it(`has no file over ${LONGEST_FILE} lines, but for the named ones`, () => {
    expect([...SOURCES, ...TESTS].filter((file) => linesIn(textOf(file)) > LONGEST_FILE).sort()).toEqual(LARGER_FILES)
  })

  it(`has no function over ${LONGEST_FUNCTION} lines, but for the named ones`, () => {
    expect(
      FUNCTIONS.filter(({ lines }) => lines > LONGEST_FUNCTION)
        .map(({ at }) => at)
        .sort(),
    ).toEqual(LARGER_FUNCTIONS)
  })

  it(`has no function with more than ${MOST_PARAMETERS} positional parameters, but for the named ones`, () => {
    const crowded = FUNCTIONS.filter(({ parameters }) => parameters > MOST_PARAMETERS)
    expect(crowded.map(({ at }) => at).sort()).toEqual(MORE_PARAMETERS)
  })

  it('counts lines and parameters of named and anonymous functions', () => {
    const text =
      'const add = (a: number, b: number) =>\n  a + b\nexport function two() {\n  return [1].map((x) => x)\n}\n'
    expect(linesIn(text)).toBe(5)
    expect(functionsIn('x.ts', text)).toEqual([
      { at: 'x.ts: add', lines: 2, parameters: 2 },
      { at: 'x.ts: two', lines: 3, parameters: 0 },
      { at: 'x.ts: callback of [1].map', lines: 1, parameters: 1 },
    ])
  })
})
