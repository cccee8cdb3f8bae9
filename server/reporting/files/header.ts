/** The header of a file, whom it names, and what the file is called. */
import type { Furnisher } from '../../../prisma/generated/client/client.ts'
import type { FileBureau } from '../../../prisma/generated/client/enums.ts'
import type { CalendarDate, Header } from '../../metro2/record.ts'

export type ProgramIdentifier = Extract<keyof Header, `${string}ProgramIdentifier`>

const programOf = {
  EQUIFAX: 'equifaxProgramIdentifier',
  EXPERIAN: 'experianProgramIdentifier',
  TRANSUNION: 'transunionProgramIdentifier',
  INNOVIS: 'innovisProgramIdentifier',
} as const satisfies Record<Exclude<FileBureau, 'ALL'>, ProgramIdentifier>

type Programs = Pick<Furnisher, (typeof programOf)[keyof typeof programOf]>

export interface HeaderOf {
  bureau: FileBureau
  /** Field 8: no record of the file stands for a later day. */
  activityDate: CalendarDate
  /** Field 9. */
  dateCreated: CalendarDate
}

/** A file for one bureau names that bureau's program only (G-HDR-2): whoever else gets it by mistake can tell. */
export function headerOf(furnisher: Furnisher, { bureau, activityDate, dateCreated }: HeaderOf): Header {
  const program = (of: keyof typeof programOf) => (bureau === 'ALL' || bureau === of ? furnisher[programOf[of]] : '')
  return {
    cycleIdentifier: '',
    innovisProgramIdentifier: program('INNOVIS'),
    equifaxProgramIdentifier: program('EQUIFAX'),
    experianProgramIdentifier: program('EXPERIAN'),
    transunionProgramIdentifier: program('TRANSUNION'),
    activityDate,
    dateCreated,
    programDate: null,
    programRevisionDate: null,
    reporterName: furnisher.name,
    reporterAddress: furnisher.address,
    reporterTelephoneNumber: furnisher.telephoneNumber,
    softwareVendorName: 'METRO 2 FOR LENDERS',
    softwareVersionNumber: '',
    microbiltPrbcProgramIdentifier: '',
  }
}

/** Whether the furnisher has the program identifier that a file for this bureau must carry; for all bureaus any one will do. */
export function hasProgram(furnisher: Programs, bureau: FileBureau): boolean {
  if (bureau !== 'ALL') return furnisher[programOf[bureau]] !== ''
  return Object.values(programOf).some((name) => furnisher[name] !== '')
}

export interface NameOf {
  furnisher: string
  /** First day of the month. */
  month: CalendarDate
  /** Of the period: above 1 it corrects a closed month. */
  revision: number
  bureau: FileBureau
  /** Of the files of this period for this bureau. */
  number: number
}

/** Letters, digits, underscores: `METRO2_SUMMIT_LENDING_202606_EQUIFAX.txt`. Bureaus refuse names with blanks. */
export function fileName({ furnisher, month, revision, bureau, number }: NameOf): string {
  const name = furnisher
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
  const parts = ['METRO2', name, month.slice(0, 7).replace('-', ''), bureau]
  if (revision > 1) parts.push(`CORRECTION${revision - 1}`)
  if (number > 1) parts.push(`${number}`)
  return `${parts.filter((part) => part !== '').join('_')}.txt`
}

/** The day it is on the American west coast: a file must not lie in the future for the bureau that reads it at once. */
export function dayCreated(now: Date): CalendarDate {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone: 'America/Los_Angeles',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(now)
}
