import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSandboxLink, removeSandboxLink, writeSandboxLink } from '../../../src/app/startup/sandbox-link.ts'
import { newFolder } from '../../support/folder.ts'

const LINK = { url: 'http://127.0.0.1:1', controlUrl: 'http://127.0.0.1:2', pid: 17 }
const stateDir = () => join(newFolder('link'), 'state')

describe('the link to a running sandbox', () => {
  it('is found by other commands, readable for the user alone', () => {
    const folder = stateDir()
    writeSandboxLink(folder, LINK)
    expect(readSandboxLink(folder)).toEqual(LINK)
    expect(statSync(join(folder, 'sandbox.json')).mode & 0o777).toBe(0o600)
  })

  it('is removed by its own sandbox only, not by one that was replaced', () => {
    const folder = stateDir()
    writeSandboxLink(folder, LINK)
    removeSandboxLink(folder, 16)
    expect(readSandboxLink(folder)).toEqual(LINK)
    removeSandboxLink(folder, 17)
    expect(existsSync(join(folder, 'sandbox.json'))).toBe(false)
    removeSandboxLink(folder, 17)
  })

  it.each(['', 'null', '[]', '{', '{"url":"http://x"}', '{"url":"","controlUrl":"a","pid":1}'])(
    'is none where the file holds %j',
    (text) => {
      const folder = stateDir()
      mkdirSync(folder)
      writeFileSync(join(folder, 'sandbox.json'), text)
      expect(readSandboxLink(folder)).toBeUndefined()
    },
  )

  it('is none without a file, and reads its own fields only', () => {
    const folder = stateDir()
    expect(readSandboxLink(folder)).toBeUndefined()
    writeSandboxLink(folder, { ...LINK, more: 1 } as typeof LINK)
    expect(readSandboxLink(folder)).toEqual(LINK)
  })
})
