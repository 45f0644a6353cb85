import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readProcessNote } from '../../src/machine/index.ts'
import { newFolder } from '../support/folder.ts'

describe('the note of a process', () => {
  const path = join(newFolder('note'), 'running.json')

  it('is read while its process runs', () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, id: 'a' }))
    expect(readProcessNote(path)).toEqual({ pid: process.pid, id: 'a' })
  })

  it('is none once its process has ended, as after a SIGKILL', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '0'])
    writeFileSync(path, JSON.stringify({ pid }))
    expect(readProcessNote(path)).toBeUndefined()
  })

  it.each([
    ['cut in the middle', '{"pid": 1'],
    ['without a process', '{"id": "a"}'],
    ['empty', ''],
  ])('is none where the file is %s', (_what, text) => {
    writeFileSync(path, text)
    expect(readProcessNote(path)).toBeUndefined()
  })

  it('is none where there is no file', () => {
    expect(readProcessNote(join(path, 'missing'))).toBeUndefined()
  })
})
