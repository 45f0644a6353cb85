import { dirname, join, relative, sep } from 'node:path'
import type { Config } from '../../config/index.ts'

/** The relative URL from a written file to the artifacts, so that evidence opens from it. */
export function artifactsFrom(path: string, config: Pick<Config, 'stateDir'>): string {
  const relativeFolder = relative(dirname(path), join(config.stateDir, 'artifacts'))
  // Without the dot, the path of a file among the artifacts would be the root of the disk.
  return `${(relativeFolder || '.').split(sep).map(encodeURIComponent).join('/')}/`
}
