/** How the text of an element grew, as the observer inside the page saw it. Times are the page's `performance.now()`. */
export interface ObservedText {
  readonly text: string
  /** When the person last clicked or pressed a key. */
  readonly inputAt: number | undefined
  /** Every growth of the text with the length after it; starts anew when the text was written over. */
  readonly growth: readonly { readonly at: number; readonly length: number }[]
}

/** Runs inside the page: asks the observer there. Self-contained, because it travels as text. */
export function readObservedText(element: Element): ObservedText {
  const observer = (
    globalThis as unknown as { __doorwatch?: { growthOf(element: Element): Omit<ObservedText, 'text'> } }
  ).__doorwatch
  const seen = observer?.growthOf(element) ?? { inputAt: undefined, growth: [] }
  return { text: element.textContent ?? '', ...seen }
}
