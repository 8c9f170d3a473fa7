import { Sprout } from '#kit/brand.tsx'
import { Welcome } from '#kit/welcome.tsx'

export function Component() {
  return (
    <main className="door">
      <div className="door__card">
        <Sprout size={40} />
        <Welcome onDone={() => window.location.assign('/console/')} />
      </div>
    </main>
  )
}
