import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { PACKAGE_ROOT } from '../package/index.ts'

/** A bundle and what it was made of. */
interface Made {
  /** The bundled module. */
  readonly path: string
  /** The files in it. */
  readonly inputs: readonly string[]
  /** The files of packages that it imports; undefined where one was not found. */
  readonly packages: readonly string[] | undefined
}

/** What is stored of a bundle: hashes by file, null for a file that did not exist. */
interface Remembered {
  /** The product that made it, whose modules it imports. */
  readonly product: string
  readonly module: string
  readonly files: Readonly<Record<string, string | null>>
  readonly packages: readonly string[]
}

/** The module that was bundled from this file, where every file in it, and what decides how they are read, is as it was. */
export function unchangedBundle(file: string, folder: string): string | undefined {
  try {
    const remembered = JSON.parse(readFileSync(noteOf(file, folder), 'utf8')) as Remembered
    const { product, module, files, packages } = remembered
    const isSame =
      product === productOf() &&
      Object.entries(files).every(([path, hash]) => hashOf(path) === hash) &&
      packages.every((path) => existsSync(path))
    return isSame ? module : undefined
  } catch {
    // There is none, or it cannot be read: it is made again.
    return undefined
  }
}

/** Stores what a bundle was made of. Not one with a package that is missing: it may be installed any time. */
export function rememberBundle(file: string, folder: string, { path, inputs, packages }: Made): void {
  if (!packages) return
  const watched = [path, ...inputs, ...inputs.flatMap(settingsAbove)]
  const remembered: Remembered = {
    product: productOf(),
    module: path,
    files: Object.fromEntries(watched.map((path) => [path, hashOf(path)])),
    packages,
  }
  writeFileSync(noteOf(file, folder), JSON.stringify(remembered), { mode: 0o600 })
}

/** The files that decide how imports of a file are resolved, in its folder and above. */
function settingsAbove(file: string): readonly string[] {
  const folder = dirname(file)
  const here = ['tsconfig.json', 'package.json'].map((name) => join(folder, name))
  return folder === file ? [] : [...here, ...settingsAbove(folder)]
}

function noteOf(file: string, folder: string): string {
  return join(folder, `${basename(file)}-${hash(file)}.json`)
}

/** Another copy or build of the product bundles again. */
function productOf(): string {
  return `${PACKAGE_ROOT} ${hashOf(join(PACKAGE_ROOT, 'package.json'))}`
}

function hashOf(path: string): string | null {
  try {
    return hash(readFileSync(path))
  } catch {
    return null
  }
}

function hash(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16)
}
