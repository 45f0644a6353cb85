import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { bundleModule } from '../../../src/bundle/index.ts'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import { loadModules } from '../../../src/run/runner/load.ts'

const CODEGEN = `import { test, expect } from '@playwright/test';

test('find a book', async ({ page }) => {
  await page.goto('https://books.example/');
  await expect(page.getByRole('heading')).toContainText('Books');
});
`

// Inside the package, so that '@playwright/test' is found.
const folder = mkdtempSync(join(PACKAGE_ROOT, 'dist/pasted-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function load(name: string, source: string) {
  const file = join(folder, name)
  writeFileSync(file, source)
  return loadModules([{ file, module: await bundleModule(file, join(folder, 'cache')) }], async () => {})
}

describe('a test pasted from codegen', () => {
  it('is answered with the lines to change, and works once they are changed', async () => {
    const { problems } = await load('books.probe.ts', CODEGEN)
    const [problem] = problems
    expect(problem).toMatchObject({ got: 'a Playwright test', expected: 'a probe made by browserProbe' })
    const changes = [...(problem?.hint ?? '').matchAll(/line (\d+) to: (.*)/g)]
    expect(changes.map(([, line]) => Number(line))).toEqual([1, 3, 6])
    const lines = CODEGEN.split('\n')
    for (const [, line, text] of changes) lines[Number(line) - 1] = text ?? ''
    const { problems: none, probes } = await load('books-again.probe.ts', lines.join('\n'))
    expect(none).toEqual([])
    expect(probes).toMatchObject([{ kind: 'browser', options: { name: 'books' }, hasStep: true, hasExpectation: true }])
  })

  it('is asked for an expectation where it has none', async () => {
    const { problems } = await load('plain.probe.ts', CODEGEN.replace(/^.*toContainText.*$/m, ''))
    expect(problems[0]?.hint).toContain('Add an expectation')
  })
})
