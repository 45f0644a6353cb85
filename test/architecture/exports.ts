import { dirname, join } from 'node:path'
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

/** Statements as the formatter writes them. To parse all files takes twenty times as long. */
const DECLARATION =
  /^export (?:default|(?:abstract |async )*(?:const|let|function\*?|class|interface|type|enum) ([\w$]+))/gm
const STATEMENT = /^(import|export)(?: type)? (?:(\w+)(?:, | ))?(?:(\{[^}]*\}|\*(?: as \w+)?) )?from '(\.[^']+)'/gm

/** `(await import('./x.ts')).name`, `import('./x.ts').Name`, `const { a, b: c } = await import('./x.ts')`. */
const MEMBER_OF_IMPORT = /import\('(\.[^']+)'\)\)?\.(\w+)/g
const PARTS_OF_IMPORT = /\{([^{}]*)\} = await import\('(\.[^']+)'\)/g
const ANY_IMPORT = /import\(\s*'(\.[^']+)'/g

/**
 * Exports that no other module uses, each as `file: name`, sorted. A name that a module only passes on counts as used where
 * another module uses it there. Test files have none: what looks like one is text of a test.
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
    for (const exported of exports.filter((each) => name === '*' || each.name === name)) {
      const key = `${module}: ${exported.name}`
      if (used.has(key)) continue
      used.add(key)
      if (exported.from) open.push(exported.from)
    }
    if (name !== '*' && exports.some((each) => each.name === name)) continue
    const passedOn = `${module}: * ${name}`
    if (used.has(passedOn)) continue
    used.add(passedOn)
    for (const star of stars) open.push({ module: star, name })
  }
  return [...modules]
    .filter(([file]) => !/\.test\.tsx?$/.test(file))
    .flatMap(([file, { exports }]) => exports.map(({ name }) => `${file}: ${name}`))
    .filter((key) => !used.has(key))
    .toSorted()
}

/** The texts of files, by path. */
export function textsOf(files: readonly string[]): ReadonlyMap<string, string> {
  return new Map(files.map((file) => [file, textOf(file)]))
}

function namesOf(file: string, text: string): ModuleNames {
  const target = (request: string) => join(dirname(file), request)
  const exports: Export[] = [...text.matchAll(DECLARATION)].map(([, name]) => ({ name: name ?? 'default' }))
  const stars: string[] = []
  const uses: Name[] = importedLater(text).map(({ module, name }) => ({ module: target(module), name }))
  for (const [, statement, first, list = '', request = ''] of text.matchAll(STATEMENT)) {
    const module = target(request)
    const names = namesIn(list)
    if (statement === 'import') {
      if (first !== undefined) uses.push({ module, name: 'default' })
      uses.push(...(list.startsWith('*') ? [{ module, name: '*' }] : names.map(({ name }) => ({ module, name }))))
    } else if (list.startsWith('*')) stars.push(module)
    else exports.push(...names.map(({ name, as }) => ({ name: as, from: { module, name } })))
  }
  return { exports, stars, uses }
}

/** `{ a, type B, c as d }` */
function namesIn(list: string): readonly { readonly name: string; readonly as: string }[] {
  return [...list.matchAll(/(?:type )?([\w$]+)(?: as ([\w$]+))?/g)].map(([, name = '', as = name]) => ({ name, as }))
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
