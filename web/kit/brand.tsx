/** The sprout of Openfield: two leaves on a stem. */
export function Sprout({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className="sprout">
      <path className="sprout__stem" d="M16 29c0-6 0-9-.4-13" />
      <path className="sprout__left" d="M15.4 17.6C9.6 18 5 14.800 4 8.600c6.200-.5 11.200 2.800 11.400 9Z" />
      <path
        className="sprout__right"
        d="M16.200 15.800c-.6-6.200 3.600-10.200 11-10.600.6 6.800-3.800 11-11 10.600Z"
      />
    </svg>
  )
}
