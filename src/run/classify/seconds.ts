import { formatDuration } from '../../core/index.ts'

/** A duration for messages: '850 ms', '5 s', '7.2 s', '2 min'. */
export function seconds(ms: number): string {
  return formatDuration(ms).replace(/\.0 s$/, ' s')
}
