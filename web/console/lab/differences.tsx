/** What a changed plan says otherwise, a sentence for each place. */
export function Differences({ says }: { says: readonly string[] }) {
  return (
    <ul className="stack stack--tight small">
      {says.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  )
}
