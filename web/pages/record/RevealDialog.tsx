import { useState } from 'react'
import type { PiiField } from '../../generated/documents.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { CheckInput } from '../../ui/fields.tsx'

/** Asks why, and which of the two: what is not needed stays masked. */
export function RevealDialog({
  ask,
  onClose,
}: {
  ask: (fields: PiiField[], reason: string) => Promise<string | null>
  onClose: () => void
}) {
  const [ssn, setSsn] = useState(true)
  const [birth, setBirth] = useState(true)
  const fields: PiiField[] = [
    ...(ssn ? ['SOCIAL_SECURITY_NUMBER' as const] : []),
    ...(birth ? ['DATE_OF_BIRTH' as const] : []),
  ]
  return (
    <ConfirmDialog
      title="Reveal personal data"
      action="Reveal for one minute"
      withReason
      ready={fields.length > 0}
      run={(reason) => ask(fields, reason)}
      onClose={onClose}
    >
      <p>
        Of every consumer of this record. Your name, the time, the fields and the reason go into the audit log; the
        values do not.
      </p>
      <div className="row">
        <CheckInput label="Social Security numbers" checked={ssn} onChange={setSsn} />
        <CheckInput label="Dates of birth" checked={birth} onChange={setBirth} />
      </div>
    </ConfirmDialog>
  )
}
