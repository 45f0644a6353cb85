import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { Inline } from '../model/assets.ts'

interface HeadProps {
  readonly title: string
  readonly styles: readonly Inline[]
  /** The page has a form. From a page with `no-referrer` browsers send forms with `Origin: null`, as from another site. */
  readonly hasForm?: boolean
  /** Rendered before the styles, so that a content security policy among them covers those. */
  readonly children?: Child
}

/** The head of every page. */
export function Head(props: HeadProps) {
  return (
    <head>
      <meta charset="utf-8" />
      {props.children}
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="referrer" content={props.hasForm ? 'same-origin' : 'no-referrer'} />
      <meta name="robots" content="noindex" />
      <title>{props.title}</title>
      {props.styles.map(({ text }) => (
        <style>{raw(text)}</style>
      ))}
    </head>
  )
}
