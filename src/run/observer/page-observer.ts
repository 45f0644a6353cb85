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
  /** `raw`: the text that the lengths count, without the line breaks between blocks. */
  growthOf(element: Element): { raw: string; inputAt: number | undefined; growth: { at: number; length: number }[] }
}
