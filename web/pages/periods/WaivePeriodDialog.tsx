/** Excuses findings of a rule in the month, all or of one record. */
import { useClient } from 'urql'
import { WaivePeriodFindingsDocument } from '../../generated/documents.ts'
import { plural } from '../../lib/format.ts'
import { type Asked, CountedDialog } from '../../ui/CountedDialog.tsx'

interface Props {
  periodId: string
  ruleId: string
  title: string
  /** Only of this record; left out: of all. */
  recordId?: string
  /** Told how many were waived; null when none was. */
  onClose: (waived: number | null) => void
}

export function WaivePeriodDialog({ periodId, ruleId, title, recordId, onClose }: Props) {
  const client = useClient()
  const send = async (asked: Asked) => {
    const which = recordId ? { periodRecordIds: [recordId] } : { filter: {} }
    const input = { periodId, ruleIds: [ruleId], ...which, ...asked }
    const { data, error } = await client.mutation(WaivePeriodFindingsDocument, { input }).toPromise()
    return { answer: data?.waivePeriodFindings, error }
  }
  return (
    <CountedDialog
      title={`Waive: ${title}`}
      send={send}
      tell={(_, count) => (
        <p>
          {plural(count, 'open finding')} of {ruleId} will be waived, for the values{' '}
          {count === 1 ? 'it is' : 'they are'} about.
        </p>
      )}
      why="the reason stays with the waiver and in the audit log."
      action={(count) => `Waive${count > 0 ? ` ${plural(count, 'finding')}` : ''}`}
      onClose={onClose}
    >
      <p className="muted">
        A waiver outlives the month and lapses when the values change. The record goes out as it is: waive only what is
        right.
      </p>
    </CountedDialog>
  )
}
