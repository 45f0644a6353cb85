import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A file with a relative import in it, directly or through others, is read up to these limits. */
const MOST_FILES = 200
const MOST_BYTES = 8_000_000

/** `from './x'`, `import './x'`, `import('./x')`, `require('./x')`. In a comment it names one file too many at most. */
const RELATIVE = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(['"])(\.{1,2}\/[^'"\n]+)\1/g
/** How a path may go on in the file system: an import may leave the extension out, or name the one after compilation. */
const ENDINGS = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js']
const COMPILED = /\.([cm]?)js(x?)$/

/** One file that a program consists of. */
interface SourceFile {
  readonly path: string
  readonly content: Buffer
}

/**
 * A file and those that it imports by a relative path, in the order of their imports. Packages are left out: their versions
 * are not part of the setup. @returns nothing where the file itself cannot be read
 */
export function filesOf(entry: string): readonly SourceFile[] {
  const files = new Map<string, SourceFile>()
  const open = [entry]
  let bytes = 0
  for (let path = open.shift(); path !== undefined; path = open.shift()) {
    if (files.has(path) || files.size >= MOST_FILES || bytes > MOST_BYTES) continue
    const content = contentOf(path)
    if (!content) continue
    files.set(path, { path, content })
    bytes += content.length
    for (const [, , specifier = ''] of content.toString('utf8').matchAll(RELATIVE)) {
      const imported = resolved(join(dirname(path), specifier))
      if (imported !== undefined) open.push(imported)
    }
  }
  return [...files.values()]
}

/** Undefined for a file that was deleted since it was loaded. */
function contentOf(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

function resolved(path: string): string | undefined {
  const candidates = [...ENDINGS.map((ending) => path + ending), path.replace(COMPILED, '.$1ts$2')]
  return candidates.find((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
}
