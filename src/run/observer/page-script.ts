/** What a wait was for, as far as the observer can tell when it came true. */
export type Awaited =
  /** `text`: which element it is depends on the text in it. */
  | { readonly kind: 'shown'; readonly text?: WantedText }
  | { readonly kind: 'gone' }
  | { readonly kind: 'count' }
  | { readonly kind: 'attribute' }
  | { readonly kind: 'text'; readonly want?: WantedText }

export interface WantedText {
  readonly string?: string
  readonly regexSource?: string
  readonly regexFlags?: string
  readonly matchSubstring?: boolean
  readonly ignoreCase?: boolean
}

/** What the observer offers inside the page. */
export interface PageObserver {
  /** When (epoch ms) what was awaited came true, by the page's clock; undefined where it saw nothing of it. */
  timeOf(elements: readonly Element[], awaited: Awaited): number | undefined
  growthOf(element: Element): { inputAt: number | undefined; growth: { at: number; length: number }[] }
}

/**
 * Runs inside every page before its own scripts: notes when nodes were added, changed and removed, by the page's clock.
 * Playwright finds out by polling, up to half a second late; this knows to a few milliseconds. Self-contained, because
 * it travels as text.
 */
export function installPageObserver(): void {
  interface TextChange {
    readonly at: number
    readonly node: Node
    /** Characters added. */
    readonly delta: number
    /** The old text is no beginning of the new one. */
    readonly rewrite: boolean
  }
  const scope = globalThis as unknown as { __doorwatch?: PageObserver }
  if (scope.__doorwatch) return
  const KEEP = 4_000
  const insertedAt = new WeakMap<Node, number>()
  const attributeAt = new WeakMap<Node, number>()
  const texts: TextChange[] = []
  let removedAt = -1
  let unseenAt = -1
  let inputAt: number | undefined

  const textOf = (nodes: NodeList) => Array.from(nodes, (node) => node.textContent ?? '').join('')

  function noteText(at: number, node: Node, before: string, after: string, atEnd: boolean): void {
    if (before === after) return
    texts.push({ at, node, delta: after.length - before.length, rewrite: !atEnd || !after.startsWith(before) })
    if (texts.length > KEEP) texts.splice(0, KEEP / 4)
  }

  function noteChildren(at: number, record: MutationRecord): void {
    const atEnd = !record.nextSibling || (record.nextSibling.textContent ?? '').trim() === ''
    noteText(at, record.target, textOf(record.removedNodes), textOf(record.addedNodes), atEnd)
  }

  /** Whether the node came in with this batch: then the text of what came in holds its text already. */
  function within(fresh: ReadonlySet<Node>, node: Node): boolean {
    for (let part: Node | null = node; part; part = part.parentNode) if (fresh.has(part)) return true
    return false
  }

  const observer = new MutationObserver((records) => {
    const at = performance.now()
    const fresh = new Set<Node>()
    const rewritten = new Map<Node, string>()
    for (const record of records) {
      for (const node of record.addedNodes) fresh.add(node)
      if (record.removedNodes.length > 0) removedAt = at
    }
    for (const node of fresh) insertedAt.set(node, at)
    for (const record of records) {
      if (record.type === 'attributes') attributeAt.set(record.target, at)
      else if (within(fresh, record.target)) continue
      else if (record.type === 'childList') noteChildren(at, record)
      else if (!rewritten.has(record.target)) rewritten.set(record.target, record.oldValue ?? '')
    }
    for (const [node, before] of rewritten) noteText(at, node, before, node.nodeValue ?? '', true)
  })
  observer.observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    characterData: true,
    characterDataOldValue: true,
  })
  const listen = (types: string, note: (event: Event) => void) => {
    // At the document, because the load of a stylesheet is not heard at the window; there for what only the window hears.
    for (const type of types.split(' ')) for (const at of [document, globalThis]) at.addEventListener(type, note, true)
  }
  listen('click keydown submit', () => {
    inputAt = performance.now()
  })
  // What changes how a page looks without changing its tree: what came true by one of these came true with it. That the
  // page as a whole is loaded changes nothing by itself.
  listen(
    'load transitionrun transitionend animationstart animationend resize input change toggle focusin focusout',
    (event) => {
      if (event.type !== 'load' || event.target instanceof Element) unseenAt = performance.now()
    },
  )

  /** The latest time at which the node or anything above it was put in (or, where asked, changed). */
  function latestAbove(node: Node, ...notes: readonly WeakMap<Node, number>[]): number {
    let latest = -1
    for (let part: Node | null = node; part; part = part.parentNode) {
      for (const note of notes) latest = Math.max(latest, note.get(part) ?? -1)
    }
    return latest
  }
  const shownAt = (node: Node) => latestAbove(node, insertedAt, attributeAt)

  /** Changes inside the element, newest first, each with the length of the text after it. */
  function* changesOf(element: Element): Generator<TextChange & { readonly length: number }> {
    let length = (element.textContent ?? '').length
    for (let index = texts.length - 1; index >= 0; index -= 1) {
      const change = texts[index] as TextChange
      if (!element.contains(change.node)) continue
      yield { ...change, length }
      length -= change.delta
    }
  }

  /** How many characters of the text are enough to be what was wanted. */
  function enough(text: string, want: WantedText | undefined): number {
    if (!want) return text.length
    if (want.regexSource !== undefined) {
      const match = new RegExp(want.regexSource, want.regexFlags?.replace('g', '') ?? '').exec(text)
      return match ? match.index + match[0].length : text.length
    }
    if (!want.matchSubstring || !want.string) return text.length
    const fold = (value: string) => (want.ignoreCase ? value.toLowerCase() : value)
    const at = fold(text).indexOf(fold(want.string))
    return at < 0 ? text.length : at + want.string.length
  }

  function textAt(element: Element, want: WantedText | undefined): number {
    const needed = enough(element.textContent ?? '', want)
    for (const change of changesOf(element)) {
      if (change.rewrite || change.length - change.delta < needed) return change.at
    }
    return latestAbove(element, insertedAt)
  }

  function awaitedAt(elements: readonly Element[], awaited: Awaited): number {
    const [first] = elements
    if (awaited.kind === 'count')
      return Math.max(removedAt, ...elements.map((element) => insertedAt.get(element) ?? -1))
    if (!first) return awaited.kind === 'gone' ? removedAt : -1
    if (awaited.kind === 'text') return textAt(first, awaited.want)
    if (awaited.kind === 'shown' && awaited.text) return Math.max(shownAt(first), textAt(first, awaited.text))
    return shownAt(first)
  }

  Object.defineProperty(scope, '__doorwatch', {
    value: {
      timeOf(elements, awaited) {
        const at = awaitedAt(elements, awaited)
        // The clock of the whole machine, so that the way of the answer back to us costs no precision.
        return at < 0 ? undefined : Date.now() - (performance.now() - Math.max(at, unseenAt))
      },
      growthOf(element) {
        const growth: { at: number; length: number }[] = []
        let before = (element.textContent ?? '').length
        let written = false
        for (const change of changesOf(element)) {
          if (change.delta > 0) growth.unshift({ at: change.at, length: change.length })
          before = change.length - change.delta
          written = change.rewrite
          if (written) break
        }
        const since = latestAbove(element, insertedAt)
        if (!written && before > 0 && since >= 0) growth.unshift({ at: since, length: before })
        return { inputAt, growth }
      },
    } satisfies PageObserver,
  })
}
