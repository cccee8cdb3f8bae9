/** Excuses findings, for good or until a day. */
import { useState } from 'react'
import { useClient } from 'urql'
import { type ValidationErrorFilter, WaiveErrorsDocument, type WaiveErrorsMutation } from '../generated/documents.ts'
import { plural } from '../lib/format.ts'
import { type Asked, CountedDialog } from './CountedDialog.tsx'
import { TextInput } from './fields.tsx'

export type WaiveChoice = { validationErrorIds: string[] } | { filter: ValidationErrorFilter }

interface Props {
  choice: WaiveChoice
  title: string
  onClose: (waived: number | null) => void
}

type Counted = WaiveErrorsMutation['waiveErrors']

export function WaiveDialog({ choice, title, onClose }: Props) {
  const client = useClient()
  const [expiresOn, setExpiresOn] = useState('')
  const send = async (asked: Asked) => {
    const input = { ...choice, ...asked, ...(expiresOn && !asked.dryRun ? { expiresOn } : {}) }
    const { data, error } = await client.mutation(WaiveErrorsDocument, { input }).toPromise()
    return { answer: data?.waiveErrors, error }
  }
  return (
    <CountedDialog
      title={title}
      send={send}
      tell={(counted) => <p>{countText(counted)}</p>}
      why="the reason stays with the waiver and in the audit log."
      action={(count) => `Waive${count > 0 ? ` ${plural(count, 'finding')}` : ''}`}
      onClose={onClose}
    >
      <TextInput
        label="Ends on"
        type="date"
        value={expiresOn}
        onChange={setExpiresOn}
        help="Left out: until the values change."
      />
    </CountedDialog>
  )
}

function countText({ count, locked }: Counted): string {
  const kept = locked.reduce((sum, each) => sum + each.count, 0)
  const beside = kept > 0 ? ` ${plural(kept, 'finding is', 'findings are')} locked and stay open.` : ''
  return `${plural(count ?? 0, 'finding')} will be waived, for the values they are about now.${beside}`
}
