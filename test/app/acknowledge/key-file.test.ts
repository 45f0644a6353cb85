import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ackByMessages } from '../../../src/app/acknowledge/index.ts'
import { openAckKey } from '../../../src/app/acknowledge/key-file.ts'
import { SILENT } from '../../../src/core/index.ts'
import { createClock } from '../../support/clock.ts'
import { newFolder } from '../../support/folder.ts'

function place() {
  const folder = join(newFolder('ack-key'), 'state')
  const file = join(folder, 'ack.key')
  const lines: string[] = []
  const note = (event: string, fields = {}) => void lines.push(`${event} ${JSON.stringify(fields)}`)
  return { folder, file, lines, log: { ...SILENT, warn: note, error: note } }
}

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

describe('the key of acknowledge links', () => {
  it('is made once, for its owner only, and is the same at every start', () => {
    const { folder, file, lines, log } = place()
    const key = openAckKey(folder, log)
    expect([key.length, modeOf(file), modeOf(folder)]).toEqual([32, '600', '700'])
    expect(openAckKey(folder, log)).toEqual(key)
    expect([readdirSync(folder), lines]).toEqual([['ack.key'], []])
    expect(openAckKey(place().folder, log)).not.toEqual(key)
  })

  it('gets permissions for its owner only where others could read it, with a warning', () => {
    const { folder, file, lines, log } = place()
    const key = openAckKey(folder, log)
    chmodSync(file, 0o644)
    expect(openAckKey(folder, log)).toEqual(key)
    expect([modeOf(file), lines]).toEqual(['600', [expect.stringContaining('now only its owner can')]])
  })

  it.each(['', 'abc', `${'0'.repeat(63)}x\n`, `${'0'.repeat(64)}\n\n`])(
    'is refused where it is damaged (%j), with the file and what to do',
    (text) => {
      const { folder, file, log } = place()
      mkdirSync(folder)
      writeFileSync(file, text, { mode: 0o600 })
      expect(() => openAckKey(folder, log)).toThrow(
        expect.objectContaining({
          code: 'ack_key',
          message: expect.stringContaining(file),
          hint: expect.stringContaining('Delete the file'),
        }),
      )
      expect(readFileSync(file, 'utf8')).toBe(text)
    },
  )

  it('is refused where a folder is in its place, and where its folder cannot be made', () => {
    const { folder, file, log } = place()
    mkdirSync(file, { recursive: true })
    const refused = expect.objectContaining({ code: 'ack_key', hint: expect.stringContaining('readable and writable') })
    expect(() => openAckKey(folder, log)).toThrow(refused)
    const other = place()
    writeFileSync(other.folder, '')
    expect(() => openAckKey(other.folder, log)).toThrow(refused)
  })

  it('replaces what a crash left half written under another name', () => {
    const { folder, log } = place()
    mkdirSync(folder)
    writeFileSync(join(folder, `ack.key.${process.pid}.part`), 'half')
    openAckKey(folder, log)
    expect(readdirSync(folder)).toEqual(['ack.key'])
  })

  it('is neither made nor read where messages carry no link', () => {
    const { folder, log } = place()
    const store = { transaction: () => Promise.reject(new Error('not used')) }
    const deps = { store, clock: createClock(), log }
    expect(ackByMessages({ stateDir: folder, dashboard: {} }, deps)).toEqual({})
    expect(() => statSync(folder)).toThrow('ENOENT')
  })

  it('that is damaged disables the links, not the alerts: the worker starts and logs what to do', () => {
    const { folder, file, lines, log } = place()
    mkdirSync(folder)
    writeFileSync(file, 'damaged', { mode: 0o600 })
    const store = { transaction: () => Promise.reject(new Error('not used')) }
    const config = { stateDir: folder, dashboard: { publicUrl: 'https://status.example.org/' } }
    expect(ackByMessages(config, { store, clock: createClock(), log })).toEqual({})
    expect(lines).toEqual([expect.stringMatching(/without an acknowledge link.*is damaged.*Delete the file/)])
    writeFileSync(file, `${'ab'.repeat(32)}\n`)
    expect(Object.keys(ackByMessages(config, { store, clock: createClock(), log }))).toEqual(['ackLinks', 'ackByLink'])
  })
})
