// Bundles what users start into dist/product, after tsc has compiled the same sources for tests and benchmarks: a command loads
// a few files there in place of hundreds of modules, which takes less than half the time and memory of its start.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What is started or imported from outside. Modules that several of these use are loaded once: errors and probes keep their identity. */
const ENTRIES = [
  'cli/main',
  'config/define',
  'probe/index',
  'run/runner/main',
  // For tests, which run probes in their own process.
  'run/runner/runner',
  'run/sessions/browser-host',
  'sandbox/child/main',
]
/** Packages of many small modules. The others stay where npm put them, native ones among them. */
const BUNDLED = ['@hono/node-server', 'hono', 'kysely', 'zod']

const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const external = Object.keys(dependencies).filter((name) => !BUNDLED.includes(name))

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ENTRIES.map((entry) => `src/${entry}.ts`),
  outbase: 'src',
  outdir: 'dist/product',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: external.flatMap((name) => [name, `${name}/*`]),
  sourcemap: 'linked',
  sourcesContent: false,
  // A third less to parse at the start of a command. Names stay, so that stacks can be read.
  minifyWhitespace: true,
  minifySyntax: true,
  write: false,
  logLevel: 'warning',
})

for (const { path, contents } of outputFiles) {
  if (existsSync(path) && readFileSync(path).equals(contents)) continue
  mkdirSync(dirname(path), { recursive: true })
  // A command that starts meanwhile reads the old file or the new one.
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, contents)
  renameSync(draft, path)
}
