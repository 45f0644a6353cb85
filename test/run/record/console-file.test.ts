import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { consoleFile } from '../../../src/run/record/artifacts.ts'
import { createScrubber } from '../../../src/run/secrets/scrub.ts'
import { newFolder } from '../../support/folder.ts'

const SECRET = 'planted-console-word'

function setUp() {
  const path = join(newFolder('console'), 'console.log')
  const scrubber = createScrubber()
  scrubber.add('WORD', SECRET)
  return { path, write: consoleFile(path, scrubber), read: () => readFileSync(path, 'utf8') }
}

describe('the file of a page’s console', () => {
  it('exists from the start, for its owner only', () => {
    const { path, read } = setUp()
    expect(read()).toBe('')
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('has each line as it comes, without secrets', () => {
    const { write, read } = setUp()
    write('[log] one')
    write(`[log] ${SECRET}`)
    expect(read()).toMatch(/^\[log\] one\n\[log\] .+\n$/)
    expect(read()).not.toContain(SECRET)
  })

  it('cuts a long line, marks the cut, and leaves no part of a secret at its edge', () => {
    const { write, read } = setUp()
    for (let shift = 0; shift <= SECRET.length; shift += 1) write('x'.repeat(4_000 - shift) + SECRET)
    for (const line of read().trimEnd().split('\n')) {
      expect(line.length).toBeLessThanOrEqual(4_001)
      expect(line).not.toMatch(/plan/)
    }
    write('x'.repeat(5_000))
    expect(read().trimEnd().endsWith('x…')).toBe(true)
  })

  it('never grows over 256 KB, however much the page prints', () => {
    const { path, write } = setUp()
    for (let line = 0; line < 200; line += 1) write('é'.repeat(3_000))
    expect(statSync(path).size).toBeLessThanOrEqual(256 * 1024)
    expect(statSync(path).size).toBeGreaterThan(200 * 1024)
  })
})
