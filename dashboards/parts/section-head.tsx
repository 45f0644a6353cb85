/** The title of a section and its finding in one line. */
export function SectionHead({ id, name, finding }: { id: string; name: string; finding: string }) {
  return (
    <h2 id={id}>
      <span class="kicker">{name}</span>
      <span class="quiet">: </span>
      <bdi>{finding}</bdi>
    </h2>
  )
}
