/** A section's name, and what it found. */
export function SectionHead({ id, name, finding }: { id: string; name: string; finding: string }) {
  return (
    <h2 id={id}>
      <span class="kicker">{name}</span>
      <span class="quiet">: </span>
      <bdi>{finding}</bdi>
    </h2>
  )
}
