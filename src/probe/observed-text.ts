/** How the text of an element grew, as the observer inside the page saw it. Times are the page's `performance.now()`. */
export interface ObservedText {
  readonly text: string
  /** The text without the line breaks between blocks, which the lengths in `growth` count; `text` where it is not given. */
  readonly raw?: string
  /** When the person last clicked or pressed a key. */
  readonly inputAt: number | undefined
  /** Every growth of the text with the length after it; starts anew when the text was written over. */
  readonly growth: readonly { readonly at: number; readonly length: number }[]
}

/** Runs inside the page: asks the observer there. Self-contained, because it travels as text. */
export function readObservedGrowth(element: Element): Omit<ObservedText, 'text'> {
  const observer = (
    globalThis as unknown as { __doorwatch?: { growthOf(element: Element): Omit<ObservedText, 'text'> } }
  ).__doorwatch
  return observer?.growthOf(element) ?? { inputAt: undefined, growth: [] }
}
