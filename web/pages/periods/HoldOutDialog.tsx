/** Leaves records out of the month, or lets them in again. */
import { useClient } from 'urql'
import {
  HoldOutPeriodRecordsDocument,
  type HoldOutPeriodRecordsMutation,
  type PeriodRecordFilter,
  ReleasePeriodRecordsDocument,
} from '../../generated/documents.ts'
import { plural } from '../../lib/format.ts'
import { type Asked, CountedDialog } from '../../ui/CountedDialog.tsx'

export type Chosen = { periodRecordIds: string[] } | { filter: PeriodRecordFilter }

interface Props {
  periodId: string
  release: boolean
  chosen: Chosen
  /** Told how many were changed; null when nothing was. */
  onClose: (changed: number | null) => void
}

type Counted = HoldOutPeriodRecordsMutation['holdOutPeriodRecords']

export function HoldOutDialog({ periodId, release, chosen, onClose }: Props) {
  const client = useClient()
  const send = async ({ reason, ...counting }: Asked) => {
    const common = { periodId, ...chosen, ...counting }
    if (release) {
      const { data, error } = await client.mutation(ReleasePeriodRecordsDocument, { input: common }).toPromise()
      return { answer: data?.releasePeriodRecords, error }
    }
    const input = { ...common, reason }
    const { data, error } = await client.mutation(HoldOutPeriodRecordsDocument, { input }).toPromise()
    return { answer: data?.holdOutPeriodRecords, error }
  }
  return (
    <CountedDialog
      title={release ? 'Let records in again' : 'Hold records out of the month'}
      send={send}
      tell={(counted, count) => (
        <>
          <p>{countText(count, release)}</p>
          {count > 0 && <Samples counted={counted} />}
        </>
      )}
      action={(count) => `${release ? 'Let in' : 'Hold out'}${count > 0 ? ` ${plural(count, 'record')}` : ''}`}
      {...(release
        ? {}
        : {
            why: 'the reason stays with the record and in the audit log.',
            help: 'Who looks at this month in a year must understand it. No personal data.',
          })}
      onClose={onClose}
    />
  )
}

function countText(count: number, release: boolean): string {
  if (count === 0)
    return release
      ? 'None of them is held out.'
      : 'None of them can be held out: nothing would be reported of them anyway.'
  return release
    ? `${plural(count, 'record')} will be reported again with this month.`
    : `${plural(count, 'record')} will not be reported this month, and will not stand in the way of closing it.`
}

function Samples({ counted }: { counted: Counted }) {
  const shown = counted.samples.slice(0, 5)
  const rest = (counted.count ?? 0) - shown.length
  return (
    <p className="muted">
      {shown.map((each) => each.consumerAccountNumber ?? each.displayKey ?? '–').join(', ')}
      {rest > 0 && ` and ${plural(rest, 'other')}`}
    </p>
  )
}
