import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { basename, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Message, Plugin } from 'esbuild'
import { MonitorError } from '../core/index.ts'
import { PRODUCT_FOLDER } from '../package/index.ts'
import { rememberBundle, unchangedBundle } from './remembered.ts'

/** The modules of the product that a config or probe file may import, and their files in the running copy. */
const PRODUCT_MODULES: Readonly<Record<string, string>> = {
  doorwatch: 'config/define.js',
  'doorwatch/probe': 'probe/index.js',
}

/** A config or probe file that cannot be bundled. */
export class BundleError extends MonitorError {
  /** `file:line:column` of the first error; the file alone where esbuild names no line. */
  readonly place: string

  constructor(message: string, place: string, cause: unknown) {
    super('bundle', message, { hint: 'Correct the file at that line, then try again.', cause })
    this.name = 'BundleError'
    this.place = place
  }
}

/**
 * Bundles `file` and its relative imports into `folder`, leaving packages to Node. The name of the output holds a hash
 * of its content, so Node imports a changed file again. Where nothing in it changed, the last bundle is returned.
 * @returns path of the bundled module
 * @throws BundleError if the file is missing or has a syntax error
 */
export async function bundleModule(file: string, folder: string): Promise<string> {
  const unchanged = unchangedBundle(file, folder)
  if (unchanged !== undefined) return unchanged
  const { code, inputs, packages } = await bundleText(file, folder)
  const digest = createHash('sha256').update(code).digest('hex').slice(0, 12)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${basename(file).replace(/\.[cm]?[jt]s$/, '')}-${digest}.mjs`)
  writeFileSync(path, code, { mode: 0o600 })
  rememberBundle(file, folder, { path, inputs, packages })
  return path
}

interface Bundled {
  readonly code: string
  /** The files in it. */
  readonly inputs: readonly string[]
  /** The files of packages that it imports; undefined where one was not found. */
  readonly packages: readonly string[] | undefined
}

async function bundleText(file: string, folder: string): Promise<Bundled> {
  // Loaded here, because most commands find the bundle of the last one.
  const { build } = await import('esbuild')
  const packages = new Set<string>()
  try {
    const result = await build({
      entryPoints: [file],
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      // No condition `module`: packages offer its files to bundlers, and Node cannot import them.
      conditions: [],
      sourcemap: 'inline',
      sourcesContent: false,
      outfile: join(folder, 'module.mjs'),
      plugins: [productModules, packagesOfTheFile(packages)],
      logLevel: 'silent',
    })
    return {
      code: result.outputFiles[0]?.text ?? '',
      inputs: Object.keys(result.metafile.inputs).map((input) => resolve(input)),
      packages: packages.has(MISSING) ? undefined : [...packages],
    }
  } catch (cause) {
    const [first] = (cause as { errors?: readonly Message[] }).errors ?? []
    const place = first?.location ? `${file}:${first.location.line}:${first.location.column + 1}` : file
    throw new BundleError(first?.text ?? `cannot read ${file}`, place, cause)
  }
}

/** Kinds of import that Node would resolve from the folder of the bundle. */
const IMPORTS: readonly string[] = ['import-statement', 'dynamic-import', 'require-call', 'require-resolve']

/** Packages stay external and are resolved from the file that imports them, wherever the bundle is written. */
const packagesOfTheFile = (packages: Set<string>): Plugin => ({
  name: 'packages-of-the-file',
  setup(context) {
    context.onResolve({ filter: /^[^./\\]/ }, async ({ path, kind, resolveDir, importer, pluginData }) => {
      if (!IMPORTS.includes(kind) || pluginData === SEEN || importer === '') return undefined
      if (isBuiltin(path)) return { path, external: true }
      const resolved = await context.resolve(path, { kind, resolveDir, importer, pluginData: SEEN })
      // Node reports a missing package when the bundle is imported.
      if (resolved.errors.length > 0) {
        packages.add(MISSING)
        return { path, external: true }
      }
      // A path that tsconfig.json maps to a TypeScript file is no package.
      if (/\.[cm]?tsx?$/.test(resolved.path) && !resolved.path.includes('/node_modules/')) return resolved
      packages.add(resolved.path)
      const asUrl = !resolved.external && !kind.startsWith('require')
      return { path: asUrl ? pathToFileURL(resolved.path).href : resolved.path, external: true }
    })
  },
})

const SEEN = Symbol('already resolved')
/** Stands among the packages for one that was not found. */
const MISSING = ''

/** Config and probe files import the running copy of the product, wherever they are. */
const productModules: Plugin = {
  name: 'product-modules',
  setup(context) {
    context.onResolve({ filter: /^doorwatch(\/probe)?$/ }, ({ path }) => ({
      path: pathToFileURL(join(PRODUCT_FOLDER, PRODUCT_MODULES[path] as string)).href,
      external: true,
    }))
  },
}
