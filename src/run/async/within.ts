import { withDeadline } from '../../core/index.ts'

/** The result of `work`; undefined where it fails or takes longer than `limitMs`. The work itself goes on. */
export async function within<T>(limitMs: number, work: Promise<T>): Promise<T | undefined> {
  return withDeadline(
    work.catch(() => undefined),
    { limitMs, onLate: () => undefined },
  )
}
