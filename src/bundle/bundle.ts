import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Message, type Plugin } from 'esbuild'
import { MonitorError } from '../core/index.ts'
import { PACKAGE_ROOT } from '../package/index.ts'

/** The modules of the product that a config or probe file may import, and their files in the running copy. */
const PRODUCT_MODULES: Readonly<Record<string, string>> = {
  doorwatch: 'dist/src/config/define.js',
  'doorwatch/probe': 'dist/src/probe/index.js',
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
 * of its content, so Node imports a changed file again.
 * @returns path of the bundled module
 * @throws BundleError if the file is missing or has a syntax error
 */
export async function bundleModule(file: string, folder: string): Promise<string> {
  const code = await bundleText(file, folder)
  const digest = createHash('sha256').update(code).digest('hex').slice(0, 12)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${basename(file).replace(/\.[cm]?[jt]s$/, '')}-${digest}.mjs`)
  writeFileSync(path, code, { mode: 0o600 })
  return path
}

async function bundleText(file: string, folder: string): Promise<string> {
  try {
    const result = await build({
      entryPoints: [file],
      bundle: true,
      write: false,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      // No condition `module`: packages offer its files to bundlers, and Node cannot import them.
      conditions: [],
      sourcemap: 'inline',
      sourcesContent: false,
      outfile: join(folder, 'module.mjs'),
      plugins: [productModules, packagesOfTheFile],
      logLevel: 'silent',
    })
    return result.outputFiles[0]?.text ?? ''
  } catch (cause) {
    const [first] = (cause as { errors?: readonly Message[] }).errors ?? []
    const place = first?.location ? `${file}:${first.location.line}:${first.location.column + 1}` : file
    throw new BundleError(first?.text ?? `cannot read ${file}`, place, cause)
  }
}

/** Kinds of import that Node would resolve from the folder of the bundle. */
const IMPORTS: readonly string[] = ['import-statement', 'dynamic-import', 'require-call', 'require-resolve']

/** Packages stay external and are resolved from the file that imports them, wherever the bundle is written. */
const packagesOfTheFile: Plugin = {
  name: 'packages-of-the-file',
  setup(context) {
    context.onResolve({ filter: /^[^./\\]/ }, async ({ path, kind, resolveDir, importer, pluginData }) => {
      if (!IMPORTS.includes(kind) || pluginData === SEEN || importer === '') return undefined
      if (isBuiltin(path)) return { path, external: true }
      const resolved = await context.resolve(path, { kind, resolveDir, importer, pluginData: SEEN })
      // Node reports a missing package when the bundle is imported.
      if (resolved.errors.length > 0) return { path, external: true }
      // A path that tsconfig.json maps to a TypeScript file is no package.
      if (/\.[cm]?tsx?$/.test(resolved.path) && !resolved.path.includes('/node_modules/')) return resolved
      const asUrl = !resolved.external && !kind.startsWith('require')
      return { path: asUrl ? pathToFileURL(resolved.path).href : resolved.path, external: true }
    })
  },
}

const SEEN = Symbol('already resolved')

/** Config and probe files import the running copy of the product, wherever they are. */
const productModules: Plugin = {
  name: 'product-modules',
  setup(context) {
    context.onResolve({ filter: /^doorwatch(\/probe)?$/ }, ({ path }) => ({
      path: pathToFileURL(join(PACKAGE_ROOT, PRODUCT_MODULES[path] as string)).href,
      external: true,
    }))
  },
}
