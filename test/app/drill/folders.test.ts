import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  beginDrill,
  drillId,
  isStopRequested,
  requestAcknowledgement,
  requestStop,
  runningDrill,
  takeAcknowledgement,
} from '../../../src/app/drill/drills-folder.ts'
import { newFolder } from '../../support/folder.ts'

/** No process has this id: the largest that Linux gives is 4,194,304. */
const NOBODY = 4_200_000

describe('the folder of a drill', () => {
  it('is named by its time and scenario, so that names are in order', () => {
    expect(drillId('front-doors-first', Date.UTC(2026, 10, 29, 14, 32))).toBe('20261129-143200-front-doors-first')
  })

  it('belongs to one drill at a time', () => {
    const stateDir = newFolder('drills')
    const place = beginDrill(stateDir, 'a', process.pid)
    expect(runningDrill(stateDir)).toEqual({ id: 'a', pid: process.pid })
    expect(() => beginDrill(stateDir, 'b', process.pid)).toThrow(/the drill a is already running/)
    place.end()
    expect(runningDrill(stateDir)).toBeUndefined()
    beginDrill(stateDir, 'b', process.pid).end()
  })

  it('is free again once the process of a drill is gone', () => {
    const stateDir = newFolder('drills')
    beginDrill(stateDir, 'a', NOBODY)
    expect(runningDrill(stateDir)).toBeUndefined()
    expect(() => beginDrill(stateDir, 'b', process.pid).end()).not.toThrow()
  })

  it('has no drill where the note is missing or invalid', () => {
    const stateDir = newFolder('drills')
    expect(runningDrill(stateDir)).toBeUndefined()
    mkdirSync(join(stateDir, 'drills'))
    writeFileSync(join(stateDir, 'drills', 'running.json'), 'nonsense')
    expect(runningDrill(stateDir)).toBeUndefined()
  })

  it('takes the requests to stop and to acknowledge, the latter once', () => {
    const stateDir = newFolder('drills')
    const place = beginDrill(stateDir, 'a', process.pid)
    expect(isStopRequested(stateDir, 'a')).toBe(false)
    requestStop(stateDir, 'a')
    expect(isStopRequested(stateDir, 'a')).toBe(true)
    expect(takeAcknowledgement(stateDir, 'a')).toBeUndefined()
    requestAcknowledgement(stateDir, 'a', 'Ana')
    expect(takeAcknowledgement(stateDir, 'a')).toBe('Ana')
    expect(takeAcknowledgement(stateDir, 'a')).toBeUndefined()
    place.end()
  })

  it('leaves an acknowledgement that is just being written until its name is there', () => {
    const stateDir = newFolder('drills')
    const place = beginDrill(stateDir, 'a', process.pid)
    const file = join(place.folder, 'acknowledged')
    writeFileSync(file, '')
    expect(takeAcknowledgement(stateDir, 'a')).toBeUndefined()
    expect(existsSync(file)).toBe(true)
    requestAcknowledgement(stateDir, 'a', 'Ana')
    expect(takeAcknowledgement(stateDir, 'a')).toBe('Ana')
    place.end()
  })

  it('keeps the newest twenty drills', () => {
    const stateDir = newFolder('drills')
    for (let index = 0; index < 25; index += 1) {
      mkdirSync(join(stateDir, 'drills', `202601${String(index).padStart(2, '0')}`), { recursive: true })
    }
    const { folder, end } = beginDrill(stateDir, '20261129', process.pid)
    end()
    expect(readdirSync(join(stateDir, 'drills'))).toHaveLength(20)
    expect(existsSync(folder)).toBe(true)
    expect(existsSync(join(stateDir, 'drills', '20260100'))).toBe(false)
  })

  it('keeps the one that begins, also where the clock was set back before all others', () => {
    const stateDir = newFolder('drills')
    const others = Array.from({ length: 20 }, (_none, index) => `202601${String(index + 10)}-120000-sign-in`)
    for (const id of others) mkdirSync(join(stateDir, 'drills', id), { recursive: true })
    beginDrill(stateDir, '20250101-120000-sign-in', process.pid).end()
    expect(readdirSync(join(stateDir, 'drills')).toSorted()).toEqual(['20250101-120000-sign-in', ...others.slice(1)])
  })
})
