/** A link of a mail. */
export interface MailLink {
  /** Starts with `http://` or `https://`. */
  readonly url: string
  /** The text of the link, and the alternative text of images in it; empty where it shows the address itself. */
  readonly label: string
  /** The sentence or line that leads to the link. */
  readonly context: string
}
