import { formatDuration } from '../../core/index.ts'

/** A limit as a person says it: '850 ms', '5 s', '7.2 s', '2 min'. */
export function seconds(ms: number): string {
  return formatDuration(ms).replace(/\.0 s$/, ' s')
}
