/** How the text of an element grew, by the observer inside the page. Times are the page's `performance.now()`. */
export interface ObservedText {
  readonly text: string
  /** The text without line breaks between blocks, as the lengths in `growth` count it. Default: `text`. */
  readonly raw?: string
  /** Time of the last click or key press. */
  readonly inputAt: number | undefined
  /** Every growth with the length after it, since the text was last replaced. */
  readonly growth: readonly { readonly at: number; readonly length: number }[]
}

/** Reads the observer. Runs inside the page: self-contained, because it travels as text. */
export function readObservedGrowth(element: Element): Omit<ObservedText, 'text'> {
  const observer = (
    globalThis as unknown as { __doorwatch?: { growthOf(element: Element): Omit<ObservedText, 'text'> } }
  ).__doorwatch
  return observer?.growthOf(element) ?? { inputAt: undefined, growth: [] }
}
