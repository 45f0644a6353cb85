import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { Inline } from '../model/assets.ts'

/** The head of every page. `children` come before the styles, which a policy among them then covers. */
export function Head(props: { title: string; styles: readonly Inline[]; children?: Child }) {
  return (
    <head>
      <meta charset="utf-8" />
      {props.children}
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="referrer" content="no-referrer" />
      <meta name="robots" content="noindex" />
      <title>{props.title}</title>
      {props.styles.map(({ text }) => (
        <style>{raw(text)}</style>
      ))}
    </head>
  )
}
