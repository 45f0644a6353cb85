import { formDocument, Problem } from './form-page.tsx'

/** What a person can see, as the page offers it. */
export const SEEN_TROUBLES = {
  no_answer: 'No answer',
  error: 'An error',
  slow: 'It is slow',
  sign_in: 'I cannot sign in',
} as const

/** The page on which a person says that it is down for them. */
interface TroublePage {
  /** `claude/cli` */
  readonly surfaces: readonly string[]
  readonly entered: { readonly surface: string; readonly sees: string }
  readonly problem?: string
  /** The report was accepted. */
  readonly taken?: boolean
}

export function troubleDocument({ surfaces, entered, problem, taken }: TroublePage): string {
  return formDocument(
    'It is down for me, Doorwatch',
    <>
      <p class="back">
        <a href="/">Front page</a>
      </p>
      {taken ? (
        <>
          <h1>Thank you</h1>
          <p>
            Your report of {entered.surface} is shown next to the measurements. From three people within ten minutes on,
            alerts mention it too.
          </p>
        </>
      ) : (
        <>
          <h1>It is down for me</h1>
          <p>A report is shown next to the measurements and changes no state. No name and no address are stored.</p>
          <Problem text={problem} />
          <form method="post" action="/trouble">
            <label for="surface">Where</label>
            <select id="surface" name="surface">
              {surfaces.map((surface) => (
                <option value={surface} selected={surface === entered.surface}>
                  {surface}
                </option>
              ))}
            </select>
            <label for="sees">What you see</label>
            <select id="sees" name="sees">
              {Object.entries(SEEN_TROUBLES).map(([value, words]) => (
                <option value={value} selected={value === entered.sees}>
                  {words}
                </option>
              ))}
            </select>
            <button type="submit">Report</button>
          </form>
        </>
      )}
    </>,
  )
}
