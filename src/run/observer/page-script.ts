import type { Awaited, PageObserver, WantedText } from './page-observer.ts'

export type { Awaited, PageObserver, WantedText }

/**
 * Runs inside every page before its scripts and records when nodes are added, changed and removed, by the page's clock.
 * Playwright polls and notices up to half a second late; this is true to a few milliseconds. Self-contained, because it
 * travels as text. It reads the same text as `readPageText`, open shadow roots included, but not the computed styles: it
 * runs at every change of every page.
 */
export function installPageObserver(): void {
  interface TextChange {
    readonly at: number
    readonly node: Node
    /** Characters added. */
    readonly delta: number
    /** The new text does not start with the old one. */
    readonly rewrite: boolean
  }
  const scope = globalThis as unknown as { __doorwatch?: PageObserver }
  if (scope.__doorwatch) return
  const KEEP = 4_000
  const OPTIONS = {
    subtree: true,
    childList: true,
    attributes: true,
    characterData: true,
    characterDataOldValue: true,
  }
  const insertedAt = new WeakMap<Node, number>()
  const attributeAt = new WeakMap<Node, number>()
  const texts: TextChange[] = []
  let removedAt = -1
  let unseenAt = -1
  let inputAt: number | undefined

  /** Elements that show no text, or repeat a text for screen readers. */
  const LEFT_OUT = 'script,style,noscript,template,annotation,annotation-xml,[aria-hidden="true"]'
  /** Node of a change that may have been in any element. */
  const ANYWHERE = new Comment()
  const roots = new WeakSet<Node>()
  let rootCount = 0

  function rawText(node: Node): string {
    if (node.nodeType === Node.TEXT_NODE) return (node as Text).data
    return node instanceof Element && !node.matches(LEFT_OUT) ? insideText(node) : ''
  }
  function insideText(node: Element | ShadowRoot): string {
    // Native code, many times faster than the walk.
    const isPlain = rootCount === 0 && (!node.firstElementChild || !node.querySelector(LEFT_OUT))
    if (isPlain) return node.textContent ?? ''
    const shadow = node instanceof Element ? node.shadowRoot : null
    if (shadow) return insideText(shadow)
    const slotted = node instanceof HTMLSlotElement ? node.assignedNodes() : []
    return Array.from(slotted.length > 0 ? slotted : node.childNodes, rawText).join('')
  }
  const textOf = (nodes: NodeList) => Array.from(nodes, rawText).join('')

  function noteText(at: number, node: Node, before: string, after: string, atEnd: boolean): void {
    if (before === after) return
    texts.push({ at, node, delta: after.length - before.length, rewrite: !atEnd || !after.startsWith(before) })
    if (texts.length > KEEP) texts.splice(0, KEEP / 4)
  }

  function noteChildren(at: number, record: MutationRecord): void {
    const atEnd = !record.nextSibling || (record.nextSibling.textContent ?? '').trim() === ''
    noteText(at, record.target, textOf(record.removedNodes), textOf(record.addedNodes), atEnd)
  }

  /** Whether the node was added in this batch, so that its text is already counted. */
  function within(fresh: ReadonlySet<Node>, node: Node): boolean {
    for (let part: Node | null = node; part; part = part.parentNode) if (fresh.has(part)) return true
    return false
  }

  /** Observes the open shadow roots at and below the node. Returns whether any was new. */
  function findRoots(node: Document | Element | ShadowRoot, at: number): boolean {
    let hasNew = false
    const adopt = ({ shadowRoot }: Element) => {
      if (!shadowRoot || roots.has(shadowRoot)) return
      hasNew = true
      roots.add(shadowRoot)
      rootCount += 1
      insertedAt.set(shadowRoot, at)
      observer.observe(shadowRoot, OPTIONS)
      findRoots(shadowRoot, at)
    }
    // A walk by hand takes half the time of querySelectorAll here.
    const walk = (element: Element) => {
      if (element.shadowRoot) adopt(element)
      for (let child = element.firstElementChild; child; child = child.nextElementSibling) walk(child)
    }
    if (node instanceof Element) walk(node)
    else for (const child of node.children) walk(child)
    return hasNew
  }
  /** Finds the roots of elements that got them later than they were added: their script loaded later. */
  function findLateRoots(): void {
    const at = performance.now()
    // The growth of their text until now was not observed.
    if (findRoots(document, at)) texts.push({ at, node: ANYWHERE, delta: 0, rewrite: true })
  }

  const observer = new MutationObserver((records) => {
    const at = performance.now()
    const fresh = new Set<Node>()
    const rewritten = new Map<Node, string>()
    for (const record of records) {
      for (const node of record.addedNodes) fresh.add(node)
      if (record.removedNodes.length > 0) removedAt = at
    }
    for (const node of fresh) {
      insertedAt.set(node, at)
      const mayHoldRoots = node instanceof Element && (node.firstElementChild !== null || node.shadowRoot !== null)
      if (mayHoldRoots && !fresh.has(node.parentNode as Node)) findRoots(node, at)
    }
    for (const record of records) {
      if (record.type === 'attributes') attributeAt.set(record.target, at)
      else if (within(fresh, record.target)) continue
      else if (record.type === 'childList') noteChildren(at, record)
      else if (!rewritten.has(record.target)) rewritten.set(record.target, record.oldValue ?? '')
    }
    for (const [node, before] of rewritten) noteText(at, node, before, node.nodeValue ?? '', true)
  })
  observer.observe(document, OPTIONS)
  const listen = (types: string, note: (event: Event) => void) => {
    // The load of a stylesheet reaches the document only, and some events the window only.
    for (const type of types.split(' ')) for (const at of [document, globalThis]) at.addEventListener(type, note, true)
  }
  listen('click keydown submit', () => {
    inputAt = performance.now()
    findLateRoots()
  })
  listen('DOMContentLoaded load', (event) => {
    if (event.type !== 'load' || event.target instanceof HTMLScriptElement) findLateRoots()
  })
  // These change what a page shows without changing its tree, so an awaited state may appear with them. The load of the
  // page as a whole changes nothing.
  listen(
    'load transitionrun transitionend animationstart animationend resize input change toggle focusin focusout',
    (event) => {
      if (event.type !== 'load' || event.target instanceof Element) unseenAt = performance.now()
    },
  )

  /** The latest of these times of the node and its ancestors. */
  function latestAbove(node: Node, ...notes: readonly WeakMap<Node, number>[]): number {
    let latest = -1
    for (let part: Node | null = node; part; part = part.parentNode ?? (part as ShadowRoot).host ?? null) {
      for (const note of notes) latest = Math.max(latest, note.get(part) ?? -1)
    }
    return latest
  }
  const shownAt = (node: Node) => latestAbove(node, insertedAt, attributeAt)

  /** The container of the node as the page shows it: its slot, else its parent, else the host of its root. */
  function shownIn(node: Node): Node | null {
    const { assignedSlot, parentNode } = node as Element
    if (assignedSlot) return assignedSlot
    return parentNode ?? (node as ShadowRoot).host ?? null
  }
  function holds(element: Element, node: Node): boolean {
    if (node === ANYWHERE) return true
    if (rootCount === 0) return element.contains(node)
    for (let part: Node | null = node; part; part = shownIn(part)) if (part === element) return true
    return false
  }
  /** Whether the node is inside a left-out element below `element`. */
  function isLeftOut(element: Element, node: Node): boolean {
    const out = (node instanceof Element ? node : node.parentElement)?.closest(LEFT_OUT)
    return out !== null && out !== undefined && out !== element && element.contains(out)
  }

  /** Changes inside the element, newest first, each with the length of the element's text after it. */
  function* changesOf(element: Element): Generator<TextChange & { readonly length: number }> {
    let length = insideText(element).length
    for (let index = texts.length - 1; index >= 0; index -= 1) {
      const change = texts[index] as TextChange
      if (!holds(element, change.node) || isLeftOut(element, change.node)) continue
      yield { ...change, length }
      length -= change.delta
    }
  }

  /** How many leading characters of the text are enough to match what is awaited. */
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
    const needed = enough(insideText(element), want)
    for (const change of changesOf(element)) {
      if (change.rewrite || change.length - change.delta < needed) return change.at
    }
    return latestAbove(element, insertedAt)
  }

  /** A script that writes into a field changes nothing that a MutationObserver sees. */
  const isField = (element: Element) => element.matches('input, textarea, select')

  function awaitedAt(elements: readonly Element[], awaited: Awaited): number {
    const [first] = elements
    if (first && isField(first) && (awaited.kind === 'text' || (awaited.kind === 'shown' && awaited.text))) return -1
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
        findLateRoots()
        const at = awaitedAt(elements, awaited)
        // As epoch time, which the caller's process shares: the way of the answer costs no precision.
        return at < 0 ? undefined : Date.now() - (performance.now() - Math.max(at, unseenAt))
      },
      growthOf(element) {
        const growth: { at: number; length: number }[] = []
        findLateRoots()
        const raw = insideText(element)
        if (isField(element)) return { raw: '', inputAt, growth }
        let before = raw.length
        let written = false
        for (const change of changesOf(element)) {
          if (change.delta > 0) growth.unshift({ at: change.at, length: change.length })
          before = change.length - change.delta
          written = change.rewrite
          if (written) break
        }
        const since = latestAbove(element, insertedAt)
        if (!written && before > 0 && since >= 0) growth.unshift({ at: since, length: before })
        return { raw, inputAt, growth }
      },
    } satisfies PageObserver,
  })
}
