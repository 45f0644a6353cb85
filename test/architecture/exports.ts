import { dirname, join } from 'node:path'
import { parseSync } from 'vite'
import { textOf } from './source.ts'

/** One name that a module exports; `from` where it exports what another module declares. */
interface Export {
  readonly name: string
  readonly from?: Name
}

/** A name of a module (path from the root of the package); `*` is every name of it. */
interface Name {
  readonly module: string
  readonly name: string
}

interface ModuleNames {
  readonly exports: readonly Export[]
  /** Modules whose names it exports as they are. */
  readonly stars: readonly string[]
  readonly uses: readonly Name[]
}

/** `(await import('./x.ts')).name`, `import('./x.ts').Name`, `const { a, b: c } = await import('./x.ts')`. */
const MEMBER_OF_IMPORT = /import\('(\.[^']+)'\)\)?\.(\w+)/g
const PARTS_OF_IMPORT = /\{([^{}]*)\} = await import\('(\.[^']+)'\)/g
const ANY_IMPORT = /import\(\s*'(\.[^']+)'/g

/**
 * Exports that no other module uses, each as `file: name`, sorted. A name that a module only passes on is used where somebody
 * uses it there.
 * @param texts The text of every module, by its path from the root.
 * @param entries Modules that are imported from outside, by package name or path.
 */
export function unusedExports(
  texts: ReadonlyMap<string, string>,
  entries: ReadonlySet<string> = new Set(),
): readonly string[] {
  const modules = new Map([...texts].map(([file, text]) => [file, namesOf(file, text)]))
  const used = new Set<string>()
  const open = [...modules.values()].flatMap(({ uses }) => uses)
  for (const module of entries) open.push({ module, name: '*' })
  // An array gives what is added while it is read.
  for (const { module, name } of open) {
    const { exports = [], stars = [] } = modules.get(module) ?? {}
    for (const one of exports.filter((each) => name === '*' || each.name === name)) {
      const key = `${module}: ${one.name}`
      if (used.has(key)) continue
      used.add(key)
      if (one.from) open.push(one.from)
    }
    if (name !== '*' && exports.some((one) => one.name === name)) continue
    const passedOn = `${module}: * ${name}`
    if (used.has(passedOn)) continue
    used.add(passedOn)
    for (const star of stars) open.push({ module: star, name })
  }
  return [...modules]
    .flatMap(([file, { exports }]) => exports.map(({ name }) => `${file}: ${name}`))
    .filter((key) => !used.has(key))
    .toSorted()
}

/** The texts of files, by path. */
export function textsOf(files: readonly string[]): ReadonlyMap<string, string> {
  return new Map(files.map((file) => [file, textOf(file)]))
}

function namesOf(file: string, text: string): ModuleNames {
  const { module } = parseSync(file, text)
  const target = (request: string) => join(dirname(file), request)
  const exports: Export[] = []
  const stars: string[] = []
  const uses: Name[] = importedLater(text).map(({ module: request, name }) => ({ module: target(request), name }))
  for (const { moduleRequest, entries } of module.staticImports) {
    for (const { importName } of entries) uses.push({ module: target(moduleRequest.value), name: wordOf(importName) })
  }
  for (const { moduleRequest, importName, exportName } of module.staticExports.flatMap(({ entries }) => entries)) {
    if (moduleRequest === null) exports.push({ name: wordOf(exportName) })
    else if (exportName.kind === 'None') stars.push(target(moduleRequest.value))
    else
      exports.push({
        name: wordOf(exportName),
        from: { module: target(moduleRequest.value), name: wordOf(importName) },
      })
  }
  return { exports, stars, uses }
}

function wordOf({ kind, name }: { readonly kind: string; readonly name: string | null }): string {
  if (kind === 'Default') return 'default'
  return name ?? '*'
}

/** What `import()` takes; every name of a module where the text does not say which. */
function importedLater(text: string): readonly Name[] {
  const names: Name[] = []
  for (const [, module = '', name = ''] of text.matchAll(MEMBER_OF_IMPORT)) names.push({ module, name })
  for (const [, parts = '', module = ''] of text.matchAll(PARTS_OF_IMPORT)) {
    for (const part of parts.split(',')) names.push({ module, name: part.split(':')[0]?.trim() ?? '' })
  }
  const named = new Set(names.map(({ module }) => module))
  for (const [, module = ''] of text.matchAll(ANY_IMPORT)) if (!named.has(module)) names.push({ module, name: '*' })
  return names
}
