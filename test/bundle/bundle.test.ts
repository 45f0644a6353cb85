import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { bundleModule } from '../../src/bundle/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'doorwatch-bundle-'))

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

describe('bundleModule', () => {
  it('makes a TypeScript file with relative imports importable', async () => {
    write('answer.ts', 'export const answer: number = 42')
    const file = write('main.ts', "import { answer } from './answer'\nexport default answer satisfies number")
    const module = await import(pathToFileURL(await bundleModule(file, join(folder, 'out'))).href)
    expect(module.default).toBe(42)
  })

  it('gives a changed file another name, so that Node imports it again', async () => {
    const file = write('changing.ts', 'export default 1')
    const first = await bundleModule(file, join(folder, 'out'))
    write('changing.ts', 'export default 2')
    expect(await bundleModule(file, join(folder, 'out'))).not.toBe(first)
  })

  it('names file, line and column of a syntax error', async () => {
    const file = write('broken.ts', 'export default {\n  name: ,\n}')
    await expect(bundleModule(file, join(folder, 'out'))).rejects.toMatchObject({
      code: 'bundle',
      place: `${file}:2:9`,
    })
  })

  it('reports a file that does not exist', async () => {
    await expect(bundleModule(join(folder, 'nowhere.ts'), join(folder, 'out'))).rejects.toMatchObject({
      code: 'bundle',
    })
  })
})
