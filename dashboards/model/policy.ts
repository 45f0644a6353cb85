import { assets } from './assets.ts'

/**
 * The content security policy of a page: only our own styles and scripts, by their hashes, and nothing from elsewhere.
 * A saved file carries it as a meta element, where `frame-ancestors` has no meaning.
 */
export function policyOf(page: { readonly live: boolean }): string {
  const { style, script, liveScript } = assets()
  const scripts = page.live ? [script.hash, liveScript.hash] : [script.hash]
  const rules = [
    "default-src 'none'",
    `style-src ${style.hash}`,
    `script-src ${scripts.join(' ')}`,
    'font-src data:',
    'img-src data:',
    "base-uri 'none'",
    // The filter of the live page is a form that this server answers.
    `form-action ${page.live ? "'self'" : "'none'"}`,
  ]
  return [...rules, ...(page.live ? ["connect-src 'self'", "frame-ancestors 'none'"] : [])].join('; ')
}
