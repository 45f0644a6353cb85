import { describe, expect, it } from 'vitest'
import { heldLog } from '../../../src/cli/live/held-log.ts'
import type { Context } from '../../../src/cli/process/context.ts'

function openLog(isTTY = true) {
  const written: string[] = []
  const stderr = { isTTY, write: (text: string) => void written.push(text.trimEnd()) }
  const log = heldLog({ stderr, paintError: (_style: string, text: string) => text } as unknown as Context)
  return { log, written }
}

describe('a log that can be held back', () => {
  it('writes warnings and errors at once with their fields, and nothing else', () => {
    const { log, written } = openLog()
    log.warn('a probe is slow', { probe: 'login', ms: 900 })
    log.error('nothing is stored')
    log.info('a run began')
    log.debug('a run began')
    expect(written).toEqual(['doorwatch: a probe is slow probe=login ms=900', 'doorwatch: nothing is stored'])
  })

  it('writes nothing while the screen belongs to a live view, and all of it in order afterwards', () => {
    const { log, written } = openLog()
    log.hold()
    log.warn('first')
    log.error('second', { at: 3 })
    expect([written, log.lines()]).toEqual([[], ['first', 'second at=3']])
    log.release()
    log.warn('third')
    expect(written).toEqual(['doorwatch: first', 'doorwatch: second at=3', 'doorwatch: third'])
  })

  it('holds nothing back where standard error goes to a file', () => {
    const { log, written } = openLog(false)
    log.hold()
    log.warn('first')
    expect(written).toEqual(['doorwatch: first'])
  })

  it('holds the newest hundred lines, however long the view is open', () => {
    const { log, written } = openLog()
    log.hold()
    for (let line = 0; line < 250; line += 1) log.warn(`line ${line}`)
    expect([log.lines().length, log.lines()[0], log.lines().at(-1)]).toEqual([100, 'line 150', 'line 249'])
    log.release()
    expect([written.length, written[0]]).toEqual([100, 'doorwatch: line 150'])
  })
})
