import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { PACKAGE_ROOT } from '../../src/package/index.ts'

/** One relative import; paths from the root of the package. */
export interface Import {
  readonly file: string
  readonly target: string
}

/** Every TypeScript file of the product, as paths from the root of the package. Tests are not among them. */
export const SOURCES: readonly string[] = ['src', 'dashboards', 'probes'].flatMap(filesIn)

/** Every TypeScript file of the tests, as paths from the root of the package. */
export const TESTS: readonly string[] = filesIn('test')

function filesIn(folder: string): readonly string[] {
  return readdirSync(join(PACKAGE_ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name))
}

/** @returns The text of one file, its path from the root of the package. */
export function textOf(file: string): string {
  return readFileSync(join(PACKAGE_ROOT, file), 'utf8')
}

/** Every relative import of the product, static or dynamic; what is built (`dist/`) aside. */
export const IMPORTS: readonly Import[] = allImports().filter(({ target }) => !target.startsWith('dist/'))

function allImports(): readonly Import[] {
  return SOURCES.flatMap((file) =>
    [...textOf(file).matchAll(/(?:from|import\(|^import)\s*'(\.[^']+)'/gm)].map((match) => ({
      file,
      target: relative(PACKAGE_ROOT, resolve(PACKAGE_ROOT, dirname(file), match[1] as string)),
    })),
  )
}

/** Cycles in a directed graph, each as `a -> b -> a`; none when the arrows can be followed in one direction only. */
export function cyclesIn(arrows: readonly (readonly [string, string])[]): readonly string[] {
  const edges = new Map<string, Set<string>>()
  for (const [from, to] of arrows) edges.set(from, (edges.get(from) ?? new Set()).add(to))
  const finished = new Set<string>()
  const files: string[] = []
  const visit = (node: string, path: readonly string[]): void => {
    if (path.includes(node)) {
      files.push([...path.slice(path.indexOf(node)), node].join(' -> '))
      return
    }
    if (finished.has(node)) return
    for (const next of edges.get(node) ?? []) visit(next, [...path, node])
    finished.add(node)
  }
  for (const node of edges.keys()) visit(node, [])
  return files
}
