import { assets, type Inline } from './assets.ts'

interface PolicyOptions {
  readonly styles: readonly Inline[]
  /** Scripts that may run. Default: none. */
  readonly scripts?: readonly Inline[]
  /** Sources of pictures: `data:`, `'self'`. Default: none. */
  readonly pictures?: readonly string[]
  /** The page has a form for this server. */
  readonly hasForm?: boolean
  /** A script of the page asks this server for updates. */
  readonly hasUpdates?: boolean
  /** The page is served by the dashboard. A saved file has its policy in a meta element, where `frame-ancestors` has no effect. */
  readonly live: boolean
}

/** A content security policy that allows the given styles and scripts by their hashes, and no other origin. */
export function contentSecurityPolicy(options: PolicyOptions): string {
  const { styles, scripts = [], pictures = [], hasForm = false, hasUpdates = false, live } = options
  const hashesOf = (inlines: readonly Inline[]) => inlines.map(({ hash }) => hash).join(' ')
  return [
    "default-src 'none'",
    `style-src ${hashesOf(styles)}`,
    ...(scripts.length > 0 ? [`script-src ${hashesOf(scripts)}`] : []),
    'font-src data:',
    ...(pictures.length > 0 ? [`img-src ${pictures.join(' ')}`] : []),
    "base-uri 'none'",
    `form-action ${hasForm ? "'self'" : "'none'"}`,
    ...(hasUpdates ? ["connect-src 'self'"] : []),
    ...(live ? ["frame-ancestors 'none'"] : []),
  ].join('; ')
}

/** The content security policy of the front page and the report. */
export function policyOf({ live }: { readonly live: boolean }): string {
  const { style, script, liveScript } = assets()
  const scripts = live ? [script, liveScript] : [script]
  return contentSecurityPolicy({ styles: [style], scripts, pictures: ['data:'], hasForm: live, hasUpdates: live, live })
}
