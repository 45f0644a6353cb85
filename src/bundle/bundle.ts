import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Message, type Plugin } from 'esbuild'
import { MonitorError } from '../core/index.ts'
import { PACKAGE_ROOT } from '../package/index.ts'

/** The product's own modules that a config or probe file may import, and where the running copy of each is. */
const OWN_MODULES: Readonly<Record<string, string>> = {
  doorwatch: 'dist/src/config/define.js',
  'doorwatch/probe': 'dist/src/probe/index.js',
}

/** A config or probe file that cannot be read as a module. */
export class BundleError extends MonitorError {
  /** `file:line:column` of the first mistake, where there is one. */
  readonly place: string

  constructor(message: string, place: string, cause: unknown) {
    super('bundle', message, { hint: 'Mend the file at the place named, then try again.', cause })
    this.name = 'BundleError'
    this.place = place
  }
}

/**
 * Bundles `file` and its relative imports into `folder`, leaving packages to Node. The name of the output holds a hash
 * of its content, so a file that changed is imported anew.
 * @returns path of the bundled module
 * @throws BundleError where the file is missing or has a syntax error
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
      // Node cannot import what packages offer to bundlers alone (the condition `module`).
      conditions: [],
      sourcemap: 'inline',
      sourcesContent: false,
      outfile: join(folder, 'module.mjs'),
      plugins: [ownModules, packagesOfTheFile],
      logLevel: 'silent',
    })
    return result.outputFiles[0]?.text ?? ''
  } catch (cause) {
    const [first] = (cause as { errors?: readonly Message[] }).errors ?? []
    const place = first?.location ? `${file}:${first.location.line}:${first.location.column + 1}` : file
    throw new BundleError(first?.text ?? `cannot read ${file}`, place, cause)
  }
}

/** Kinds of import that Node would have resolved from the place of the bundle. */
const IMPORTS: readonly string[] = ['import-statement', 'dynamic-import', 'require-call', 'require-resolve']

/** Packages stay outside, and are those beside the file that imports them, wherever the bundle is written. */
const packagesOfTheFile: Plugin = {
  name: 'packages-of-the-file',
  setup(context) {
    context.onResolve({ filter: /^[^./\\]/ }, async ({ path, kind, resolveDir, importer, pluginData }) => {
      if (!IMPORTS.includes(kind) || pluginData === SEEN || importer === '') return undefined
      if (isBuiltin(path)) return { path, external: true }
      const found = await context.resolve(path, { kind, resolveDir, importer, pluginData: SEEN })
      // A package that is not there is told by Node when it is imported, in its own words.
      if (found.errors.length > 0) return { path, external: true }
      // A path that tsconfig.json maps to a file of the user's is no package.
      if (/\.[cm]?tsx?$/.test(found.path) && !found.path.includes('/node_modules/')) return found
      const asUrl = !found.external && !kind.startsWith('require')
      return { path: asUrl ? pathToFileURL(found.path).href : found.path, external: true }
    })
  },
}

const SEEN = Symbol('resolved already')

/** Probe files import the copy of the product that is running, wherever they lie. */
const ownModules: Plugin = {
  name: 'own-modules',
  setup(context) {
    context.onResolve({ filter: /^doorwatch(\/probe)?$/ }, ({ path }) => ({
      path: pathToFileURL(join(PACKAGE_ROOT, OWN_MODULES[path] as string)).href,
      external: true,
    }))
  },
}
