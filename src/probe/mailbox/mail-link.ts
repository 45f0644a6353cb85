/** A link of a mail. */
export interface MailLink {
  /** Starts with `http://` or `https://`. */
  readonly url: string
  /** The words one clicks on, and what images in their place say; empty where the address itself is shown. */
  readonly label: string
  /** The sentence or line that leads to the link. */
  readonly context: string
}
