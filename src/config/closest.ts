import { nearest } from '../core/index.ts'

/** What to write in place of a name that does not exist: the nearest one, else `otherwise`. */
export function closestOr(name: string, names: readonly string[], otherwise: string): string {
  const closest = nearest(name, names)
  return closest ? `Did you mean "${closest}"?` : otherwise
}
