import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { bundleModule } from '../../src/bundle/index.ts'

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'doorwatch-resolution-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const newFolder = () => mkdtempSync(join(tmpdir(), 'doorwatch-bundles-'))

describe('the imports of a bundled module', () => {
  it('find packages next to the source, not next to the bundle', async () => {
    const folder = folderWith({
      'a.ts': `import { place } from 'some-place'\nexport const location: string = place`,
      'node_modules/some-place/package.json': '{ "name": "some-place", "type": "module", "main": "index.js" }',
      'node_modules/some-place/index.js': `export const place = 'lisbon'`,
    })
    const bundled = await bundleModule(join(folder, 'a.ts'), newFolder())
    expect(await import(pathToFileURL(bundled).href)).toMatchObject({ location: 'lisbon' })
  })

  it('keep builtin modules of Node, with and without the prefix', async () => {
    const folder = folderWith({ 'a.ts': `import { sep } from 'path'\nimport 'node:fs'\nexport const s = sep` })
    const bundled = await bundleModule(join(folder, 'a.ts'), newFolder())
    expect(await import(pathToFileURL(bundled).href)).toMatchObject({ s: '/' })
  })

  it('leave a missing package to Node, which names it', async () => {
    const folder = folderWith({ 'a.ts': `import 'no-such-package-of-anyone'\n` })
    const bundled = await bundleModule(join(folder, 'a.ts'), newFolder())
    await expect(import(pathToFileURL(bundled).href)).rejects.toThrow(/no-such-package-of-anyone/)
  })
})

describe('the file of a bundle', () => {
  it('has a name by its content, is readable by its user only, and executes nothing when it is written', async () => {
    const folder = folderWith({ 'a.ts': `throw new Error('executed')` })
    const target = newFolder()
    const first = await bundleModule(join(folder, 'a.ts'), target)
    expect(await bundleModule(join(folder, 'a.ts'), target)).toBe(first)
    expect(statSync(first).mode & 0o777).toBe(0o600)
    expect(readFileSync(first, 'utf8')).toContain('sourceMappingURL=data:')
  })
})
