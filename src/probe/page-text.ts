/** The text of an element as a person and a screen reader get it. */
export interface PageText {
  /** The visible text, each part once, with a line break between blocks. */
  readonly text: string
  /** Text that was left out: `aria-hidden`, not displayed, or a hidden copy of visible text. */
  readonly aside: string
  /** Name of an element whose content no script can read: a closed shadow root, a canvas, a frame. */
  readonly sealed: string | undefined
}

/**
 * The text of an element, or of the whole page without one. Includes open shadow roots and slots, and the values of form
 * fields inside an element (never passwords; none for a whole page); excludes scripts and the source of formulas. Runs inside
 * the page: self-contained, because it travels as text.
 */
export function readPageText(root?: Element | null): PageText {
  const MOST_NODES = 50_000
  const NO_TEXT = /^(script|style|noscript|template|annotation|annotation-xml|metadata|desc|title|datalist|option)$/
  const NO_VALUE = /^(hidden|password|checkbox|radio|range|color|file|image)$/
  /** MathML elements whose parts are separated by position only: 1/2 must not read 12. */
  const SPLIT = /^(mfrac|msup|msub|msubsup|munder|mover|munderover|mroot|mmultiscripts|mtr|mtd|mtable)$/
  const SEALED = /^(canvas|iframe|embed|object)$|-/
  const INLINE = /^(inline|contents|none|ruby$)/
  const MATHML = 'http://www.w3.org/1998/Math/MathML'

  const top = root ?? document.body ?? document.documentElement
  const isRendered = top.checkVisibility()
  let nodes = 0
  let text = ''
  let aside = ''
  let sealed: string | undefined

  const breakLine = () => {
    if (text !== '' && !text.endsWith('\n')) text += '\n'
  }
  const breakWord = () => {
    if (/\S$/.test(text)) text += ' '
  }
  const squash = (value: string) => value.replace(/\s+/g, ' ').trim()

  function childrenOf(node: Element | ShadowRoot): readonly Node[] {
    if ('shadowRoot' in node && node.shadowRoot) return [...node.shadowRoot.childNodes]
    const slotted = node instanceof HTMLSlotElement ? node.assignedNodes() : []
    return slotted.length > 0 ? slotted : [...node.childNodes]
  }

  function fieldText(element: Element): string | undefined {
    const isField = element.matches('textarea, input, select')
    if (!root) return isField ? '' : undefined
    if (element instanceof HTMLTextAreaElement) return element.value
    if (element instanceof HTMLInputElement) return NO_VALUE.test(element.type) ? '' : element.value
    if (element instanceof HTMLSelectElement) return [...element.selectedOptions].map(({ text }) => text).join('\n')
    return undefined
  }

  /** For screen readers only: one pixel in size, or clipped. */
  function isVisuallyHidden(element: Element, style: CSSStyleDeclaration): boolean {
    if (style.position !== 'absolute' && style.position !== 'fixed') return false
    const { width, height } = element.getBoundingClientRect()
    return (width <= 1 && height <= 1) || style.clip.startsWith('rect(') || style.clipPath.startsWith('inset(50%')
  }

  /** An element without readable content that takes up room. */
  function isSealed(element: Element, style: CSSStyleDeclaration): boolean {
    if (element.shadowRoot || element.childNodes.length > 0) return false
    const { width, height } = element.getBoundingClientRect()
    if (width === 0 || height === 0 || style.visibility !== 'visible') return false
    if (SEALED.test(element.localName)) return true
    // A closed shadow root is recognised by a height that nothing else explains.
    if (!(element instanceof HTMLElement) || !/^(article|aside|div|main|p|section|blockquote)$/.test(element.localName))
      return false
    const isPlain = ['::before', '::after'].every((part) => getComputedStyle(element, part).content === 'none')
    const padding = Number.parseFloat(style.paddingTop) + Number.parseFloat(style.paddingBottom)
    const isAuto = String(element.computedStyleMap().get('height')) === 'auto' && /^(0px|auto)$/.test(style.minHeight)
    return isPlain && isAuto && element.clientHeight - padding > 1
  }

  function visitChildren(element: Element, isAside: boolean): void {
    const from = text.length
    const hidden: { readonly start: number; readonly end: number }[] = []
    for (const child of childrenOf(element)) {
      const start = text.length
      if (SPLIT.test(element.localName)) breakLine()
      visit(child, isAside || isFolded(element, child))
      if (
        isRendered &&
        child instanceof Element &&
        text.length > start &&
        isVisuallyHidden(child, getComputedStyle(child))
      ) {
        hidden.push({ start, end: text.length })
      }
    }
    for (const { start, end } of hidden.reverse()) {
      const part = text.slice(start, end)
      const rest = `${text.slice(from, start)}\n${text.slice(end)}`
      if (!squash(rest).includes(squash(part))) continue
      text = `${text.slice(0, start)}${text.slice(end)}`
      aside += `\n${part}`
    }
  }

  function isFolded(element: Element, child: Node): boolean {
    return element instanceof HTMLDetailsElement && !element.open && (child as Element).localName !== 'summary'
  }

  function visit(node: Node, isAside: boolean): void {
    nodes += 1
    if (nodes > MOST_NODES) return
    if (node.nodeType === Node.TEXT_NODE) {
      if (isAside) aside += (node as Text).data
      else text += (node as Text).data
      return
    }
    if (!(node instanceof Element) || NO_TEXT.test(node.localName)) return
    if (node.localName === 'br') {
      breakLine()
      return
    }
    const style = getComputedStyle(node)
    const isHidden = isRendered && (style.display === 'none' || style.visibility !== 'visible')
    const isOut = isAside || (node !== top && (isHidden || node.getAttribute('aria-hidden') === 'true'))
    const value = fieldText(node)
    // An element out of the flow has display: block, but may be in the middle of a line.
    const isFree = style.position === 'absolute' || style.position === 'fixed'
    const isInline =
      node.namespaceURI === MATHML
        ? style.display !== 'block math' || node.localName !== 'math'
        : INLINE.test(style.display)
    const isBlock = value !== undefined || !isInline
    const breakHere = isBlock && !isOut ? (isFree ? breakWord : breakLine) : () => {}
    breakHere()
    if (isOut && !isAside) aside += '\n'
    if (value === undefined) visitChildren(node, isOut)
    else if (isOut) aside += value
    else text += value
    if (!isOut && isRendered && isSealed(node, style)) sealed ??= node.localName
    breakHere()
  }

  visit(top, false)
  return { text: text.trim(), aside: aside.trim(), sealed }
}
