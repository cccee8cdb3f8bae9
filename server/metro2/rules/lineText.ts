/** The rules about the characters of a line, as people read them; line.ts decides them. */
import type { RuleText } from './rule.ts'

export const lineRules = {
  length: {
    id: 'G-LEN-1',
    title: 'Record descriptor word is not the length of the record',
    condition:
      'The line ends within a segment, or Record Descriptor Word (1) is neither the length of the base and the segments that follow it nor that of a line filled up with blanks; or a block descriptor word is not the length of its block, something else stands before the record, or the line cannot be read as a record.',
    severity: 'ERROR',
    fields: ['base.recordDescriptorWord'],
    explanation:
      'The first four characters state the length of the record with all its segments. A reader that goes by them loses its place, and every record after this one with it.',
    fix: 'Write the length of base and segments: 426, and 100, 200, 34, 34, 40, 30, 54 and 146 for J1, J2, K1, K2, K3, K4, L1 and N1.',
    source: 'Format definition',
    note: 'A record filled up with blanks to a common length may state that length.',
  },
  order: {
    id: 'G-ORD-1',
    title: 'Segments in the wrong order, or more than once',
    condition:
      'The segments behind the base are not in the order J1, J2, K1, K2, K3, K4, L1, N1, one of K1 to N1 stands twice, or what stands behind the last segment is neither a segment nor blank.',
    severity: 'ERROR',
    fields: ['record'],
    explanation:
      'After the base stand J1, J2, K1, K2, K3, K4, L1 and N1. Only J1 and J2 repeat; a reader takes one of two others and drops the rest.',
    fix: 'Write the segments in this order, each of K1 to N1 once at most.',
    source: 'Format definition',
    note: 'What is no segment is named here too.',
  },
  characters: {
    id: 'G-CHAR-1',
    title: 'A field is not as the format wants it',
    condition:
      'In the characters of a line: a field holds a character outside printable ASCII, a text a lower case letter or a blank before its first character, a number or date anything but digits, a date no day of the calendar, Time Stamp (3) no time, or a constant of the format another value; or the line is as long as it says and cannot be read as a record.',
    severity: 'ERROR',
    fields: ['record'],
    explanation:
      'Text is upper-case printable ASCII from the left, filled with blanks; numbers are digits, filled with zeros; dates are MMDDYYYY or zeros. Anything else is read as something else.',
    fix: 'Write the field anew; the column says where it begins.',
    source: 'Format definition',
    note: 'One finding a field. Optional digits left blank, and a time stamp that is none, are a warning. Reserved bytes are looked at for characters outside ASCII only; older guides gave one of them a meaning.',
  },
  amounts: {
    id: 'G-AMT-1',
    title: 'Amount that is not whole dollars of zero or more',
    condition: 'In the characters of a line: an amount is written with a sign, a decimal point or a separator.',
    severity: 'ERROR',
    fields: [
      'base.highestCredit',
      'base.currentBalance',
      'base.amountPastDue',
      'base.scheduledMonthlyPaymentAmount',
      'base.actualPaymentAmount',
    ],
    explanation:
      'Amounts are whole dollars, cents dropped and not rounded; a credit balance is zero, and a billion or more is 999999999.',
    fix: 'Drop the cents, report a credit balance as zero.',
    source: 'Field definitions 11, 12, 15, 16 and 21 to 23',
    note: 'Whether cents were dropped or rounded cannot be seen in a record; it is listed as not evaluated. In a line it hits amounts with a sign, a point or separators.',
  },
  moovCharacters: {
    id: 'M-BASE-CHAR',
    title: 'moov’s reader refuses characters of the base segment',
    condition:
      'A field of the base segment holds a character outside printable ASCII, a text a grave accent, or a number, date or time stamp something that is none, blanks included.',
    severity: 'INFO',
    fields: ['record'],
    explanation: 'A reader built on moov stops at this record and reads no other after it.',
    fix: 'Mend what G-CHAR-1 names; take grave accents out.',
    source: 'moov check M-BASE-CHAR',
    note: 'Information only: it repeats G-CHAR-1, but that lower case passes, blank digits do not, and the grave accent is refused.',
  },
} satisfies Record<string, RuleText>
