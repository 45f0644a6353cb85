/** A control as a person finds it: by its role and its label. */
export interface ControlName {
  readonly role: 'button' | 'link' | 'field'
  readonly name: string
}

/**
 * Counts the buttons, links and fields of the page, open shadow roots included, and names the visible ones. Runs inside the
 * page: self-contained, because it travels as text.
 */
export function readControls(): { readonly controls: number; readonly names: readonly ControlName[] } {
  const MOST_NAMES = 80
  const CONTROLS = 'a[href], button, input, textarea, select, [role=button], [role=link], [role=textbox]'
  const controls: Element[] = []
  const collect = (root: Document | ShadowRoot) => {
    controls.push(...root.querySelectorAll(CONTROLS))
    for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot) collect(shadowRoot)
  }
  collect(document)

  const roleOf = (element: Element): ControlName['role'] => {
    const role = element.getAttribute('role')
    if (role === 'button' || role === 'link') return role
    if (element instanceof HTMLInputElement && /^(button|submit|reset|image)$/.test(element.type)) return 'button'
    return element.localName === 'button' ? 'button' : element.localName === 'a' ? 'link' : 'field'
  }
  const nameOf = (element: Element): string => {
    const { labels, placeholder, type, value } = element as HTMLInputElement
    const label = [...(labels ?? [])].map(({ textContent }) => textContent ?? '').join(' ')
    const text = roleOf(element) === 'field' ? label || placeholder : element.textContent || (type && value)
    const name = element.getAttribute('aria-label') || text || element.getAttribute('title') || ''
    return name.replace(/\s+/g, ' ').trim().slice(0, 60)
  }
  const isShown = (element: Element) => element.checkVisibility() && (element as HTMLInputElement).type !== 'hidden'
  const names = controls.filter(isShown).map((element) => ({ role: roleOf(element), name: nameOf(element) }))
  return { controls: controls.length, names: names.filter(({ name }) => name !== '').slice(0, MOST_NAMES) }
}
