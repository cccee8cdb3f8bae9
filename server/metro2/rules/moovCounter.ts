/** What moov's reader would count in a file: the trailer of the format less the segments that it leaves out. */
import type { TrailerTotals } from '../file.ts'
import type { AppendedOnce, J1Segment, J2Segment, Metro2Record } from '../record.ts'
import { isTelephoneNumber } from './rule.ts'

type Left = Record<AppendedOnce | 'j1' | 'j2', number>

/** Whether moov leaves an appended segment out. */
const leavesOut: { [Name in AppendedOnce]: (segment: NonNullable<Metro2Record[Name]>) => boolean } = {
  k1: ({ originalCreditorName }) => originalCreditorName === '',
  k2: ({ purchasedFromSoldToIndicator: indicator }) => indicator !== 1 && indicator !== 2,
  // It counts only those without an agency, which looks like a mistake.
  k3: ({ agencyIdentifier }) => agencyIdentifier !== 0,
  k4: ({ specializedPaymentIndicator: indicator }) => indicator !== 1 && indicator !== 2,
  l1: ({ changeIndicator }) => changeIndicator < 1 || changeIndicator > 3,
  n1: ({ employerName }) => employerName === '',
}

const counters: Record<keyof Left, string> = {
  j1: 'totalAssociatedConsumerSegmentsJ1',
  j2: 'totalAssociatedConsumerSegmentsJ2',
  k1: 'totalOriginalCreditorSegmentsK1',
  k2: 'totalPurchasedSoldSegmentsK2',
  k3: 'totalMortgageInformationSegmentsK3',
  k4: 'totalSpecializedPaymentSegmentsK4',
  l1: 'totalChangeSegmentsL1',
  n1: 'totalEmploymentSegmentsN1',
}

function isNobody({ socialSecurityNumber, dateOfBirth }: J1Segment): boolean {
  return socialSecurityNumber === '' && dateOfBirth === null
}

/** Whether moov takes a J1 or J2 segment for valid, and counts it. */
function isPerson(segment: J1Segment): boolean {
  return segment.surname !== '' && segment.ecoaCode !== '' && isTelephoneNumber(segment.telephoneNumber)
}

function isJ1(segment: J1Segment): boolean {
  return isPerson(segment) && segment.firstName !== '' && !isNobody(segment)
}

function isJ2(segment: J2Segment): boolean {
  if (!isPerson(segment) || (segment.ecoaCode !== 'W' && isNobody(segment))) return false
  return segment.firstLineOfAddress !== '' && segment.city !== '' && segment.state !== '' && segment.postalCode !== ''
}

export interface MoovCounter {
  add(record: Metro2Record): void
  /** @param counted everything the file holds */
  totals(counted: TrailerTotals): TrailerTotals
}

export function createMoovCounter(): MoovCounter {
  const left: Left = { j1: 0, j2: 0, k1: 0, k2: 0, k3: 0, k4: 0, l1: 0, n1: 0 }
  return {
    add({ j1, j2, k1, k2, k3, k4, l1, n1 }) {
      for (const segment of j1) if (!isJ1(segment)) left.j1 += 1
      for (const segment of j2) if (!isJ2(segment)) left.j2 += 1
      if (k1 !== undefined && leavesOut.k1(k1)) left.k1 += 1
      if (k2 !== undefined && leavesOut.k2(k2)) left.k2 += 1
      if (k3 !== undefined && leavesOut.k3(k3)) left.k3 += 1
      if (k4 !== undefined && leavesOut.k4(k4)) left.k4 += 1
      if (l1 !== undefined && leavesOut.l1(l1)) left.l1 += 1
      if (n1 !== undefined && leavesOut.n1(n1)) left.n1 += 1
    },
    totals(counted) {
      const totals = { ...counted }
      for (const name of Object.keys(left) as (keyof Left)[]) {
        const counter = counters[name]
        totals[counter] = (counted[counter] ?? 0) - left[name]
      }
      return totals
    },
  }
}
