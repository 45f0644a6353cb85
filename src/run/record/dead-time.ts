import type { Wait } from '../observer/waits.ts'

/**
 * Time (ms) between `from` and `to` in which the page had shown all that was awaited and only our tools had not noticed.
 * Where waits overlap, time in which any of them still waited for the page does not count.
 */
export function deadTime(waits: readonly Wait[], from: number, to: number): number {
  const dead = waits.map((wait) => ({ from: wait.shownAt, to: wait.endedAt }))
  const live = waits.map((wait) => ({ from: wait.begunAt, to: wait.shownAt }))
  const cuts = [...new Set([...dead, ...live].flatMap((span) => [span.from, span.to]))]
    .map((at) => Math.min(Math.max(at, from), to))
    .sort((a, b) => a - b)
  let sum = 0
  for (let index = 1; index < cuts.length; index += 1) {
    const begin = cuts[index - 1] as number
    const end = cuts[index] as number
    const covers = (span: { from: number; to: number }) => span.from <= begin && span.to >= end
    if (dead.some(covers) && !live.some(covers)) sum += end - begin
  }
  return sum
}
