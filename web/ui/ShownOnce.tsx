import { CopyButton } from './CopyButton.tsx'

/** A secret that the server shows this once. It is held by the page alone, and gone with it. */
export function ShownOnce({ secret, what }: { secret: string; what: string }) {
  return (
    <div className="shown-once" role="status">
      <p>
        <strong>Shown this once: copy it now.</strong> Nobody can read the {what} again, and this page forgets it when
        you leave.
      </p>
      <div className="copyable">
        <code>{secret}</code>
        <CopyButton text={secret} what={`the ${what}`} />
      </div>
    </div>
  )
}
