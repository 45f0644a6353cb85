import { existsSync, readdirSync, statSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { Problem } from '../core/index.ts'
import { PACKAGE_ROOT } from '../package/index.ts'
import type { Parsed } from './config.ts'

/** The files of the built-in probes and of the `probes` key: files, or folders searched for *.probe.ts. */
export function findProbeFiles(parsed: Parsed, root: string, source: string, problems: Problem[]): readonly string[] {
  const paths = parsed.builtinProbes ? builtinProbeFiles() : []
  for (const [index, entry] of parsed.probes.entries()) {
    const path = isAbsolute(entry) ? entry : join(root, entry)
    const files = !existsSync(path) ? [] : statSync(path).isDirectory() ? probesIn(path) : [path]
    paths.push(...files)
    if (files.length > 0) continue
    problems.push({
      source,
      path: `probes[${index}]`,
      expected: 'a probe file, or a folder with *.probe.ts files',
      got: existsSync(path) ? `${path}, which has none` : `${path}, which does not exist`,
      hint: existsSync(path)
        ? 'Name the files of probes *.probe.ts, or list a single file.'
        : 'Correct the path: it is relative to the configuration file.',
    })
  }
  return [...new Set(paths)]
}

/** Listed by name, so that a file a user puts into the folder does not become a built-in probe. */
const BUILTIN = ['api-methods', 'api', 'chat', 'cli', 'console', 'login', 'mobile', 'session'] as const

function builtinProbeFiles(): string[] {
  return BUILTIN.map((name) => join(PACKAGE_ROOT, 'probes', `${name}.probe.ts`))
}

function probesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.probe\.[cm]?[jt]s$/.test(name) && !name.includes('node_modules'))
    .sort()
    .map((name) => join(folder, name))
}
