import { MINUTE, type WitnessMemory } from '../../src/core/index.ts'
import { diffReadings, readStatusPage, type WitnessAnswer } from '../../src/witness/index.ts'

export const T0 = Date.UTC(2026, 4, 4, 10)

export function read(json: unknown) {
  const page = readStatusPage(json)
  if (!page.ok) throw new Error(page.problem)
  return page.reading
}

export const answerOf = (json: unknown, at: number): WitnessAnswer => ({ kind: 'read', at, reading: read(json) })

/** Reads the same page `times` times, a minute apart. */
export function readOften(json: unknown, times: number) {
  let memory: WitnessMemory | undefined
  return Array.from({ length: times }, (_, minute) => {
    const diff = diffReadings(memory, answerOf(json, T0 + minute * MINUTE))
    memory = diff.memory
    return diff.changes.map(({ kind }) => kind)
  })
}
