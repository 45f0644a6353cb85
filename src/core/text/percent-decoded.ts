/** A part of an address without its percent escapes; as it is where it has a % that begins none, such as `50%off`. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
