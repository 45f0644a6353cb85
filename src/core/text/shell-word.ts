/** A text in single quotes, in which a POSIX shell takes everything as it is. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** A text as one word of a shell: in quotes only where it needs them, so that a path of Windows stays one. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./\\-]+$/.test(text) ? text : shellQuoted(text)
}
