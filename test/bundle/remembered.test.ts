import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { bundleModule } from '../../src/bundle/index.ts'
import { newFolder } from '../support/folder.ts'

/** A file that imports another one; `bundle` gives the module, and whether it was written again. */
function project() {
  const root = newFolder('remembered')
  const cache = join(root, 'cache')
  const write = (name: string, text: string) => {
    mkdirSync(join(root, name, '..'), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  write('a.ts', "import { answer } from './b.ts'\nexport default answer")
  write('b.ts', 'export const answer: number = 1')
  const bundle = async () => {
    const path = await bundleModule(join(root, 'a.ts'), cache)
    const isNew = statSync(path).mtimeMs > 1_000
    utimesSync(path, 1, 1)
    const module = await import(`${pathToFileURL(path).href}?${Math.random()}`)
    return { path, isNew, answer: module.default as number }
  }
  return { root, cache, write, bundle }
}

describe('the bundle of a file', () => {
  it('is made once while nothing in it changes', async () => {
    const { bundle } = project()
    const first = await bundle()
    expect(first).toMatchObject({ isNew: true, answer: 1 })
    expect(await bundle()).toEqual({ ...first, isNew: false })
  })

  it('is made again when a file that it imports changes, also to what it was before', async () => {
    const { bundle, write } = project()
    await bundle()
    write('b.ts', 'export const answer: number = 2')
    expect(await bundle()).toMatchObject({ isNew: true, answer: 2 })
    write('b.ts', 'export const answer: number = 1')
    expect((await bundle()).answer).toBe(1)
  })

  it('is made again when a tsconfig.json appears, and when the module was deleted or changed', async () => {
    const { bundle, write } = project()
    const { path } = await bundle()
    write('tsconfig.json', '{}')
    expect((await bundle()).isNew).toBe(true)
    expect((await bundle()).isNew).toBe(false)
    rmSync(path)
    expect(await bundle()).toMatchObject({ isNew: true, answer: 1 })
    writeFileSync(path, 'export default 3')
    expect(await bundle()).toMatchObject({ isNew: true, answer: 1 })
  })

  it('is not remembered while a package is missing: it may be installed any time', async () => {
    const { bundle, write, root } = project()
    write('b.ts', "export const answer = await import('nothing-like-it').then(({ two }) => two, () => 0)")
    expect((await bundle()).answer).toBe(0)
    write(
      'node_modules/nothing-like-it/package.json',
      '{ "name": "nothing-like-it", "type": "module", "main": "i.js" }',
    )
    write('node_modules/nothing-like-it/i.js', 'export const two = 2')
    expect((await bundle()).answer).toBe(2)
    expect((await bundle()).isNew).toBe(false)
    rmSync(join(root, 'node_modules'), { recursive: true })
    expect(await bundle()).toMatchObject({ isNew: true, answer: 0 })
  })

  it('is made again where the note of it cannot be read', async () => {
    const { bundle, cache } = project()
    await bundle()
    const { readdirSync } = await import('node:fs')
    const [note = ''] = readdirSync(cache).filter((name) => name.endsWith('.json'))
    expect(readFileSync(join(cache, note), 'utf8')).toContain('"module"')
    writeFileSync(join(cache, note), '{')
    expect(await bundle()).toMatchObject({ isNew: true, answer: 1 })
  })
})
