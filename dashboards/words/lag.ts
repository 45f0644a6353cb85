import { formatDuration } from '../../src/core/index.ts'

/** "12 min after us": when the status page reported. @param leadMs from our declaration to its report; negative: it was first */
export function lagWords(leadMs: number): string {
  return `${formatDuration(Math.abs(leadMs))} ${leadMs >= 0 ? 'after' : 'before'} us`
}
