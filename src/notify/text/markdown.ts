/**
 * Text that shows as it is in a service's Markdown: what would format, link or mention is escaped, wherever it stands, and
 * what opens a heading, quote or list is escaped at the beginning of a line.
 */
export function plainMarkdown(text: string): string {
  return text.replace(/[\\*_~`|[\]<@]/g, (sign) => `\\${sign}`).replace(/^(\s*)([#>+-]|\d+\.)/gm, '$1\\$2')
}
