/** The file of the month before, joined to this one by account number. Its records stay in the file until they are asked for. */
import { decodeHeader, decodeRecord } from '../codec.ts'
import { fieldPlaces } from '../layout.ts'
import type { CalendarDate, Metro2Record } from '../record.ts'
import type { PreviousReport } from '../rules/previous.ts'
import { partsOf, withoutEmpty } from './findings.ts'
import { accountKey, createAccountTable } from './previous.ts'
import { createReader, lineOf, type ReadLine } from './reader.ts'
import type { Refusal } from './recognize.ts'

/** A file that can be read more than once, and from the middle. */
export interface StoredBytes {
  chunks(): Iterable<Uint8Array>
  read(offset: number, length: number): Uint8Array
}

export interface PreviousMonth {
  records: number
  /** Lines that could not be read, and so are compared with nothing. */
  unreadable: number
  /** Header field 8, where it could be read. */
  activityDate: CalendarDate | null
  find(record: Metro2Record): PreviousReport | null
  /** Records that `find` was never asked for, in the order of the file. */
  unseen(visit: (record: Metro2Record, line: number) => void): void
  /** Bytes kept. */
  bytes(): number
}

const accountPlace = fieldPlaces('base').find(({ name }) => name === 'consumerAccountNumber')!

function accountOf(text: string): string {
  return text.slice(accountPlace.start - 1, accountPlace.start - 1 + accountPlace.length)
}

function decode(text: string): Metro2Record {
  const { record } = decodeRecord(text)
  return text.length === 426 ? record : withoutEmpty(record, partsOf(text))
}

/** New account number that an L1 of the record announces; null without one. */
function announced(text: string): string | null {
  if (!text.includes('L1', 426)) return null
  const { l1 } = decode(text)
  const moves = l1 !== undefined && l1.newConsumerAccountNumber !== '' && l1.changeIndicator !== 2
  return moves ? l1.newConsumerAccountNumber : null
}

function pass(bytes: StoredBytes, onLine: (line: ReadLine) => void): Refusal | null {
  const reader = createReader(onLine)
  for (const chunk of bytes.chunks()) {
    const refusal = reader.push(chunk)
    if (refusal !== null) return refusal
  }
  return reader.end()
}

/** Byte of the file at which the frame's text begins. */
function offsetOf({ frame }: ReadLine): number {
  return frame.offset + frame.before.length
}

/** @returns why the file is not read, or its accounts */
export function openPreviousMonth(bytes: StoredBytes): PreviousMonth | Refusal {
  const counts = { records: 0, entries: 0, unreadable: 0 }
  let activityDate: CalendarDate | null = null
  const refusal = pass(bytes, (line) => {
    if (line.kind === 'HEADER') activityDate ??= decodeHeader(line.text).header.activityDate
    if (line.kind === 'UNREADABLE') counts.unreadable += 1
    if (line.kind !== 'BASE') return
    counts.records += 1
    counts.entries += line.text.includes('L1', 426) ? 2 : 1
  })
  if (refusal !== null) return refusal
  const table = createAccountTable(counts.entries)
  pass(bytes, (line) => {
    if (line.kind !== 'BASE') return
    table.add(accountOf(line.text), offsetOf(line), line.frame.text.length)
    // Under its new number the account is not missing; it is compared under the old one alone.
    const next = announced(line.text)
    if (next !== null) table.add(next, offsetOf(line), line.frame.text.length)
  })

  function recordAt(offset: number, length: number): Metro2Record {
    const text = Buffer.from(bytes.read(offset, length)).toString('latin1')
    return decode(lineOf({ line: 0, column: 0, offset, before: '', text, after: '', part: 'WHOLE' }).text)
  }

  function find(record: Metro2Record): PreviousReport | null {
    const { consumerAccountNumber, identificationNumber } = record.base
    const key = accountKey(consumerAccountNumber)
    let found: Metro2Record | null = null
    for (const { slot, offset, length } of table.find(consumerAccountNumber)) {
      const before = recordAt(offset, length)
      const same = accountKey(before.base.consumerAccountNumber) === key
      if (same || accountKey(before.l1?.newConsumerAccountNumber ?? '') === key) table.see(slot)
      if (!same) continue
      const furnisher = (each: Metro2Record) => accountKey(each.base.identificationNumber)
      if (
        found !== null &&
        furnisher(found) === accountKey(identificationNumber) &&
        furnisher(before) !== furnisher(found)
      )
        continue
      found = before
    }
    if (found === null) return null
    const day = activityDate ?? found.base.dateOfAccountInformation ?? record.base.dateOfAccountInformation
    return day === null ? null : { record: found, activityDate: day }
  }

  const isSeen = (line: ReadLine, account: string) =>
    table.find(account).some(({ slot, offset }) => offset === offsetOf(line) && table.isSeen(slot))

  return {
    records: counts.records,
    unreadable: counts.unreadable,
    activityDate,
    find,
    unseen(visit) {
      pass(bytes, (line) => {
        if (line.kind !== 'BASE' || isSeen(line, accountOf(line.text))) return
        const next = announced(line.text)
        if (next === null || !isSeen(line, next)) visit(decode(line.text), line.frame.line)
      })
    },
    bytes: table.bytes,
  }
}
