/**
 * The only maker of bodies that change something in LoanPro. What is not spelled here cannot be written: no other field of the
 * loan or of its settings, nothing taken away, no second settings.
 */
import { type PlannedWrite, SourceFailure } from '../contract.ts'
import type { JsonObject } from './values.ts'

/** LoanPro shows a note's body as HTML. */
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** @param settingsId of the loan's settings; needed for all but notes */
export function bodyOf(write: PlannedWrite, settingsId: number | null): JsonObject {
  const loan = wholeNumber(write.key)
  switch (write.target) {
    case 'note':
      return { Notes: { results: [noteOf(write, loan)] }, __id: loan, __update: true }
    case 'customField': {
      const value = { customFieldId: wholeNumber(write.place), customFieldValue: write.after }
      return settingsBody(loan, settingsId, { CustomFieldValues: { results: [value] } })
    }
    case 'loanSubStatus':
      return settingsBody(loan, settingsId, { loanSubStatusId: wholeNumber(write.after) })
    default:
      throw refused()
  }
}

function noteOf({ after, place, correlationId }: PlannedWrite, loan: number): JsonObject {
  // Without it a repetition could not be told from the first.
  if (!after.includes(correlationId)) throw refused()
  const [subject = '', ...lines] = after.split('\n')
  const body = [subject, ...lines].map((line) => `<p>${escaped(line)}</p>`).join('')
  return {
    ...{ subject: subject.slice(0, 250), body, categoryId: wholeNumber(place), type: 'STANDARD' },
    ...{ parentId: loan, parentType: 'Entity.Loan' },
  }
}

/** Without `__id` and `__update` LoanPro would make second settings. */
function settingsBody(loan: number, settingsId: number | null, fields: JsonObject): JsonObject {
  if (settingsId === null || !Number.isSafeInteger(settingsId) || settingsId < 1) throw refused()
  return { LoanSettings: { ...fields, __id: settingsId, __update: true }, __id: loan, __update: true }
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text) || Number(text) < 1) throw refused()
  return Number(text)
}

const refused = () =>
  new SourceFailure(
    'SYSTEM',
    'WRITE_REFUSED',
    'The plan holds a write that the plugin does not make.',
    'Make the plan again. If it stays, the writeback settings name something that LoanPro does not have.',
  )
