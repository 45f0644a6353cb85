import { describe, expect, it } from 'vitest'
import { expandHome } from '../../src/package/index.ts'
import { COMPILED, compiledSource } from '../support/compiled-source.ts'

const resolveId = compiledSource('/repo').resolveId as (source: string, importer?: string) => string | undefined

describe('the modules that a test imports', () => {
  it.each([
    ['../../src/judge/judge.ts', '/repo/test/judge/judge.test.ts', '/repo/dist/src/judge/judge.js'],
    ['../../dashboards/parts/page.tsx', '/repo/test/report/page.test.ts', '/repo/dist/dashboards/parts/page.js'],
    ['../src/probe/index.ts', '/repo/probes/api.probe.ts', '/repo/dist/src/probe/index.js'],
  ])('are the compiled ones: %s from %s', (source, importer, compiled) => {
    expect(resolveId(source, importer)).toBe(compiled)
    expect(compiled).toMatch(COMPILED)
  })

  it.each([
    ['../support/clock.ts', '/repo/test/judge/judge.test.ts'],
    ['../../src/build.mjs', '/repo/test/judge/judge.test.ts'],
    ['zod', '/repo/test/judge/judge.test.ts'],
    ['/repo/src/judge/judge.ts', undefined],
  ])('are the files themselves where there is nothing compiled: %s from %s', (source, importer) => {
    expect(resolveId(source, importer)).toBeUndefined()
  })

  it('are loaded by Node, not by the module runner', () => {
    let thrown: Error | undefined
    try {
      expandHome('~robin/state', '/home/sam')
    } catch (error) {
      thrown = error as Error
    }
    expect(thrown?.stack).toMatch(/at expandHome \(file:.*\/dist\/src\/package\/paths\.js:/)
  })
})
