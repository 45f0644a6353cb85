/** A browser to run with. */
export interface BrowserChoice {
  readonly path: string
  /** `shell`: a headless shell, about a third of the CPU of the full browser. */
  readonly kind: 'shell' | 'full'
  /** "Chromium headless shell", "Google Chrome" */
  readonly name: string
  readonly version: string
  /** Origin, for people: "downloaded by Playwright". */
  readonly source: string
}
