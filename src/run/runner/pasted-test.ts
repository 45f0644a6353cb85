import { basename } from 'node:path'
import type { Problem } from '../../core/index.ts'

const IMPORT = /^\s*import\s*\{([^}]*\btest\b[^}]*)\}\s*from\s*['"]@playwright\/test['"]/
const TEST = /^\s*test\(\s*(['"`])(.*?)\1\s*,\s*(?:\{.*?\}\s*,\s*)?async\s*\(\s*\{([^}]*)\}\s*\)\s*=>\s*\{/
const END = /^\}\s*\)\s*;?\s*$/

/**
 * What to change in a file that holds a Playwright test, as `npx playwright codegen` writes it, line by line. Undefined
 * where the file holds none.
 */
export function pastedTest(file: string, source: string): Problem | undefined {
  const lines = source.split(/\r?\n/)
  const importAt = lines.findIndex((line) => IMPORT.test(line))
  const testAt = lines.findIndex((line) => TEST.test(line))
  if (importAt < 0 || testAt < 0) return undefined
  const endAt = lines.findIndex((line, index) => index > testAt && END.test(line))
  const [, , title = '', fixtures = ''] = TEST.exec(lines[testAt] as string) ?? []
  const changes = [
    [importAt, `import { browserProbe, expect } from 'doorwatch/probe'`],
    [testAt, `${headOf(file, fixtures)} await step('${title.replace(/['\\]/g, '\\$&')}', async () => {`],
    ...(endAt < 0 ? [] : [[endAt, '}) })'] as const]),
  ] as const
  const expects = /\bexpect\s*[(.]/.test(source)
    ? ''
    : ' Add an expectation: codegen has buttons for it (assert visibility, text).'
  return {
    source: file,
    path: 'module',
    expected: 'a probe made by browserProbe',
    got: 'a Playwright test',
    hint: `Change ${changes.map(([index, text]) => `line ${index + 1} to: ${text}`).join('\n  ')}${expects}`,
  }
}

function headOf(file: string, fixtures: string): string {
  const name = basename(file)
    .replace(/(\.probe|\.spec|\.test)?\.[cm]?[jt]sx?$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
  const args = fixtures.split(',').map((part) => part.trim())
  const taken = [...new Set([...args.filter((part) => part !== ''), 'step'])].join(', ')
  const options = `name: '${name.replace(/^-+|-+$/g, '') || 'flow'}', surface: 'login', every: '5m', timeout: '45s'`
  return `export default browserProbe({ ${options} }, async ({ ${taken} }) => {`
}
