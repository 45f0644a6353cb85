/** What a wait is for, as far as the observer can see it. */
export type Awaited =
  /** `text`: the locator depends on the text of the element. */
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

/** The observer's functions inside the page. */
export interface PageObserver {
  /** When (epoch ms) the awaited state appeared; undefined where the observer did not see it. */
  timeOf(elements: readonly Element[], awaited: Awaited): number | undefined
  /** `raw`: the text that the lengths count, without line breaks between blocks. Times are the page's `performance.now()`. */
  growthOf(element: Element): { raw: string; inputAt: number | undefined; growth: { at: number; length: number }[] }
}
