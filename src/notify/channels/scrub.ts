import { percentDecoded, type Secret } from '../../core/index.ts'

/** Parts of an address shorter than this are words, not secrets: "services", "T024BE7". */
const SHORTEST = 8

/**
 * Makes a function that takes a channel's secret address out of a text, whole, in parts and in the encodings in which
 * transports and servers repeat it.
 */
export function createScrub(secret: Secret): (text: string) => string {
  const forms = [...new Set(formsOf(secret.reveal()))].filter((form) => form !== '')
  const longestFirst = forms.sort((a, b) => b.length - a.length)
  return (text) => longestFirst.reduce((rest, form) => rest.replaceAll(form, String(secret)), text)
}

function formsOf(address: string): readonly string[] {
  if (!URL.canParse(address)) return [address]
  const url = new URL(address)
  const user = percentDecoded(url.username)
  const password = percentDecoded(url.password)
  const plainAuth = [`\0${user}\0${password}`, `${user}:${password}`].map(base64)
  const long = [...url.pathname.split('/'), ...url.searchParams.values()].filter((part) => part.length >= SHORTEST)
  return [
    address,
    url.href,
    ...(url.pathname.length >= SHORTEST ? [url.pathname, url.pathname + url.search] : []),
    ...[...long, ...long.map(percentDecoded)],
    ...(password === '' ? [] : [password, url.password, base64(password), ...plainAuth]),
    ...(user.length < SHORTEST ? [] : [user, url.username, base64(user)]),
  ]
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
