import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Target } from '../../../src/core/index.ts'
import { createSignInRecord } from '../../../src/run/sessions/sign-in-record.ts'
import { newStateDir } from './kit.ts'

const target = (email: string) => ({ name: 'shop', title: 'Shop', login: { email } }) as unknown as Target
const ROBIN = target('robin@example.org')
const open = (path: string, warnings: string[] = []) => createSignInRecord(path, (text) => void warnings.push(text))

describe('the record of sign-ins', () => {
  it('is shared by the processes of a state folder, and about one probe and one account each', () => {
    const path = join(newStateDir(), 'sessions/sign-ins.json')
    const [first, second] = [open(path), open(path)]
    expect(second.hasWorked(ROBIN, 'chat')).toBe(false)
    first.addWorked(ROBIN, 'chat')
    second.addWorked(ROBIN, 'console')
    first.addLanding(ROBIN, 'page')
    for (const record of [first, second, open(path)]) {
      expect(record.hasWorked(ROBIN, 'chat')).toBe(true)
      expect(record.hasWorked(ROBIN, 'console')).toBe(true)
      expect(record.hasWorked(ROBIN, 'session')).toBe(false)
      expect(record.hasWorked(target('someone@example.org'), 'chat')).toBe(false)
      expect(record.landingsOf(ROBIN)).toEqual(['page'])
    }
    expect(readFileSync(path, 'utf8')).not.toMatch(/robin|shop/)
  })

  it('lives in memory where its file cannot be used, and warns once', () => {
    const folder = newStateDir()
    mkdirSync(join(folder, 'taken.json'))
    const warnings: string[] = []
    const record = open(join(folder, 'taken.json'), warnings)
    record.addWorked(ROBIN, 'chat')
    record.addWorked(ROBIN, 'console')
    expect(record.hasWorked(ROBIN, 'chat')).toBe(true)
    expect(warnings).toHaveLength(1)
    writeFileSync(join(folder, 'broken.json'), '{"a": {"worked": 1}')
    expect(open(join(folder, 'broken.json')).hasWorked(ROBIN, 'chat')).toBe(false)
  })
})
