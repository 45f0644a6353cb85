import { expect } from 'vitest'
import type { TargetMemory } from '../../src/judge/index.ts'
import { sliceChange } from '../../src/store/judgement/memory-slices.ts'
import { parseMemory } from '../../src/store/judgement/parse-memory.ts'

/** A memory after a store wrote and read it. */
export function readBack(memory: TargetMemory): TargetMemory {
  const { written } = sliceChange(parseMemory('sandbox', []).memory, memory)
  const rows = [...written].map(([slice, value]) => ({ slice, value: JSON.stringify(value) }))
  const { memory: read, unreadable } = parseMemory('sandbox', rows)
  expect(unreadable).toEqual([])
  return read
}
