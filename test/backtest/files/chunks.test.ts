import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { chunksOf } from '../../../src/backtest/files/chunks.ts'

const folder = mkdtempSync(join(tmpdir(), 'doorwatch-pieces-'))
/** Longer than a piece, with letters of three bytes, so that one of them lies across an edge. */
const TEXT = `x${'€'.repeat(800_000)}\n`

describe('a file in pieces', () => {
  it.each([
    ['plain', Buffer.from(TEXT)],
    ['gzipped', gzipSync(TEXT)],
    ['empty', Buffer.alloc(0)],
  ])('(%s) gives its text whole, as often as it is asked for', (name, content) => {
    const path = join(folder, name)
    writeFileSync(path, content)
    const pieces = chunksOf(path)
    for (let time = 0; time < 2; time += 1) {
      expect([...pieces()].join('') === (content.length > 0 ? TEXT : '')).toBe(true)
    }
  })

  it.each([
    ['UTF-16 with its mark', Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
    ['UTF-16 without', Buffer.from(TEXT, 'utf16le')],
    ['UTF-16 of the other order', Buffer.from(`\uFEFF${TEXT}`, 'utf16le').swap16()],
    ['UTF-16, gzipped', gzipSync(Buffer.from(TEXT, 'utf16le'))],
  ])('(%s) is decoded as such', (name, content) => {
    const path = join(folder, name)
    writeFileSync(path, content)
    expect([...chunksOf(path)()].join('') === TEXT).toBe(true)
  })

  it('names the file that cannot be read', () => {
    expect(() => chunksOf(join(folder, 'none'))).toThrow(/cannot read .*none/)
  })
})
