import type { PublicState } from './public-state.ts'
import type { PublicIncident } from './types.ts'

/** The incidents as an Atom feed (RFC 4287), as Statuspage has it at /history.atom. */
export function atomFeed({ page, incidents }: PublicState): string {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
    `  <id>tag:${hostOf(page.url)},2005:/history</id>`,
    `  <link rel="alternate" type="text/html" href="${escaped(page.url)}state"/>`,
    `  <link rel="self" type="application/atom+xml" href="${escaped(page.url)}history.atom"/>`,
    `  <title>${escaped(page.name)} Status - Incident History</title>`,
    `  <updated>${page.updated_at}</updated>`,
    '  <author>',
    `    <name>${escaped(page.name)}</name>`,
    '  </author>',
    ...incidents.flatMap((incident) => entryLines(incident, page.url)),
    '</feed>',
  ]
  return `${lines.join('\n')}\n`
}

function entryLines(incident: PublicIncident, url: string): readonly string[] {
  const { id, name, created_at: created, updated_at: updated, shortlink } = incident
  const updates = incident.incident_updates
    .map(
      ({ display_at: at, status, body }) =>
        `<p><small>${at}</small><br><strong>${status}</strong> - ${escaped(body)}</p>`,
    )
    .join('')
  return [
    '  <entry>',
    `    <id>tag:${hostOf(url)},2005:Incident/${id}</id>`,
    `    <published>${created}</published>`,
    `    <updated>${updated}</updated>`,
    `    <link rel="alternate" type="text/html" href="${escaped(shortlink)}"/>`,
    `    <title>${escaped(name)}</title>`,
    `    <content type="html">${escaped(updates)}</content>`,
    '  </entry>',
  ]
}

function hostOf(url: string): string {
  return new URL(url).hostname
}

/** Text for XML 1.0; characters that it cannot hold are removed. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
