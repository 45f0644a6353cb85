import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Message, type Plugin } from 'esbuild'
import { MonitorError, PACKAGE_ROOT } from '../core/index.ts'

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
      packages: 'external',
      sourcemap: 'inline',
      sourcesContent: false,
      outfile: join(folder, 'module.mjs'),
      plugins: [ownModules],
      logLevel: 'silent',
    })
    return result.outputFiles[0]?.text ?? ''
  } catch (cause) {
    const [first] = (cause as { errors?: readonly Message[] }).errors ?? []
    const place = first?.location ? `${file}:${first.location.line}:${first.location.column + 1}` : file
    throw new BundleError(first?.text ?? `cannot read ${file}`, place, cause)
  }
}

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
