import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beginDrill, drillId } from '../../../src/app/drill/drills-folder.ts'
import { unscoredDrills } from '../../../src/app/drill/unscored-drills.ts'
import { SECOND } from '../../../src/core/index.ts'
import { newFolder } from '../../support/folder.ts'

const AT = Date.UTC(2026, 10, 29, 14, 32)

/** A state folder with folders of drills, each with these files. */
function stateWith(drills: Readonly<Record<string, readonly string[]>>): string {
  const stateDir = newFolder('drills')
  for (const [id, files] of Object.entries(drills)) {
    const folder = join(stateDir, 'drills', id)
    mkdirSync(folder, { recursive: true })
    for (const file of files) writeFileSync(join(folder, file), '')
  }
  return stateDir
}

const idsIn = (stateDir: string) => unscoredDrills(stateDir).map(({ id }) => id)

describe('the drills without a score', () => {
  it('are none where no drill was ever begun', () => {
    expect(unscoredDrills(newFolder('drills'))).toEqual([])
  })

  it('are those that began to play and left no score card, oldest first', () => {
    const [first, second] = [drillId('a', AT), drillId('b', AT + SECOND)]
    const files = ['drill.db']
    expect(idsIn(stateWith({ [second]: files, [first]: files }))).toEqual([first, second])
  })

  it('exclude drills with a score card, drills that never played, and other folders', () => {
    const stateDir = stateWith({
      [drillId('scored', AT)]: ['drill.db', 'drill.json'],
      [drillId('without-browser', AT)]: [],
      [drillId('failover-test', AT)]: ['matrix.json'],
      'notes of mine': ['drill.db'],
      '20269999-999999-x': ['drill.db'],
    })
    writeFileSync(join(stateDir, 'drills', 'running.json'), 'nonsense')
    expect(unscoredDrills(stateDir)).toEqual([])
  })

  it('are not the one that runs', () => {
    const id = drillId('a', AT)
    const stateDir = stateWith({ [id]: ['drill.db'] })
    const place = beginDrill(stateDir, id, process.pid)
    expect(idsIn(stateDir)).toEqual([])
    place.end()
    expect(idsIn(stateDir)).toEqual([id])
  })

  it('have the scenario and the second at which they began, whatever these are', () => {
    const stateDir = (id: string) => stateWith({ [id]: ['drill.db'] })
    const scenario = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,39}$/)
    const seconds = fc.integer({ min: Date.UTC(2020, 0) / SECOND, max: Date.UTC(2099, 0) / SECOND })
    fc.assert(
      fc.property(scenario, seconds, (name, second) => {
        const begunAt = second * SECOND
        expect(unscoredDrills(stateDir(drillId(name, begunAt)))).toMatchObject([{ scenario: name, begunAt }])
      }),
      { numRuns: 30 },
    )
  })
})
