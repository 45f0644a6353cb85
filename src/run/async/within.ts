import { withDeadline } from '../../core/index.ts'

/** What `work` gives, or undefined where it fails or is not done within `limitMs`. The work itself goes on. */
export async function within<T>(limitMs: number, work: Promise<T>): Promise<T | undefined> {
  return withDeadline(
    work.catch(() => undefined),
    { limitMs, onLate: () => undefined },
  )
}
